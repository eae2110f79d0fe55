"""The connector jar holds what a job needs and nothing that cannot run."""

import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest


@pytest.fixture(scope="module")
def jar(connector_jar: Path) -> Iterator[ZipFile]:
    with ZipFile(connector_jar) as archive:
        yield archive


@pytest.mark.parametrize(
    "class_name",
    [
        "org.apache.flink.streaming.connectors.kinesis.FlinkKinesisConsumer",
        "org.apache.flink.connector.kinesis.sink.KinesisStreamsSink",
        "org.apache.commons.logging.LogFactory",
        "org.joda.time.DateTime",
    ],
)
def test_the_jar_holds_a_class_that_the_kinesis_source_or_sink_needs(
    jar: ZipFile, class_name: str
) -> None:
    assert f"{class_name.replace('.', '/')}.class" in jar.namelist()


def test_the_jar_registers_the_kinesis_table_factories(jar: ZipFile) -> None:
    services = jar.read("META-INF/services/org.apache.flink.table.factories.Factory").decode()
    factories = [line for line in services.splitlines() if line and not line.startswith("#")]
    assert sorted(factories) == [
        "org.apache.flink.connector.kinesis.table.KinesisDynamicTableSinkFactory",
        "org.apache.flink.streaming.connectors.kinesis.table.KinesisDynamicTableFactory",
    ]


def test_the_jar_holds_no_native_binary_and_no_signature(jar: ZipFile) -> None:
    unwanted = re.compile(r"native-binaries|\.(so|dll|dylib|jnilib|SF|RSA|DSA)$")
    assert [name for name in jar.namelist() if unwanted.search(name)] == []


def test_the_jar_leaves_flink_itself_to_the_cluster(jar: ZipFile) -> None:
    flink = {name for name in jar.namelist() if name.startswith("org/apache/flink/api/")}
    assert flink == set()


def test_every_class_runs_on_java_11(jar: ZipFile) -> None:
    java_11_class_file = 55
    too_new = [
        name
        for name in jar.namelist()
        if name.endswith(".class")
        and not name.startswith("META-INF/versions/")
        and int.from_bytes(jar.open(name).read(8)[6:8], "big") > java_11_class_file
    ]
    assert too_new == []
