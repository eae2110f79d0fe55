"""The options that a local run sets: nobody can give its Flink a job, nothing in them is secret."""

import os
import zipfile
from pathlib import Path

import pyflink
import pytest
from pyflink import pyflink_gateway_server

from jobs.fraud.settings import load_settings
from jobs.shared import metrics_push
from jobs.shared.environment import local_configuration, portable_configuration, rest_options
from jobs.shared.preflight import prepare_jvm
from jobs.shared.properties import SettingsError
from online_store.address import PASSWORD_VARIABLE

PASSWORD = "s3cret"
FILE = {"source": {"uri": "file:payments.jsonl"}, "sink": {"uri": "file:out"}}


@pytest.mark.parametrize("option", ["web.submit.enable", "web.cancel.enable", "web.rescale.enable"])
def test_flinks_web_page_is_told_to_do_nothing_by_an_option_that_flink_has(option: str) -> None:
    assert rest_options(8081)[option] == "false"
    [jar] = (Path(pyflink.__file__).parent / "lib").glob("flink-dist-*.jar")
    with zipfile.ZipFile(jar) as flink:
        known = flink.read("org/apache/flink/configuration/WebOptions.class")
    assert option.encode() in known


def test_flinks_web_page_is_open_to_this_machine_alone() -> None:
    options = rest_options(8081)
    assert (options["rest.bind-address"], options["rest.bind-port"]) == ("127.0.0.1", "8081")


def test_the_stores_password_is_in_no_option_of_flink(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    settings = load_settings(FILE | {"store": {"url": "redis://user@store.example"}})
    options = (
        portable_configuration(settings)
        | local_configuration(settings, tmp_path)
        | rest_options(8081)
    )
    assert options["python.execution-mode"] == settings.job_execution_mode
    assert PASSWORD not in f"{options} {settings!r}"


def test_the_stores_password_is_not_on_the_command_line_of_the_jvm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []

    def note(command: list[str], *, env: dict[str, str], **_: object) -> None:
        started.append((command, env))

    monkeypatch.setattr(pyflink_gateway_server, "Popen", note)
    environ = {name: os.environ.get(name, "") for name in ("JAVA_HOME", "PYTHONPATH")}
    monkeypatch.setattr(
        os, "environ", environ | {"PATH": os.environ["PATH"], PASSWORD_VARIABLE: PASSWORD}
    )
    prepare_jvm()
    pyflink_gateway_server.launch_gateway_server_process(
        dict(os.environ), ["-c", "org.apache.flink.client.python.PythonGatewayServer", "local"]
    )
    [(command, env)] = started
    assert "org.apache.flink.client.python.PythonGatewayServer" in command
    assert PASSWORD not in " ".join(command)
    assert env[PASSWORD_VARIABLE] == PASSWORD


@pytest.mark.parametrize(
    "store",
    [
        {"password": PASSWORD},
        {"url": f"redis://:{PASSWORD}@store.example"},
        {"url": f"redis://store.example/?password={PASSWORD}"},
    ],
)
def test_a_password_in_the_properties_is_refused_and_not_repeated(store: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(FILE | {"store": store})
    assert PASSWORD not in f"{refused.value} {refused.value.__cause__} {refused.value.__context__}"


def test_a_flink_without_its_reporter_for_prometheus_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metrics_push, "_PLUGIN", "absent")
    with pytest.raises(FileNotFoundError, match="absent: no reporter for Prometheus: reinstall"):
        metrics_push.embedded_push_options("http://127.0.0.1:1")
