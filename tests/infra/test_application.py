"""An application is what the service is asked for, and a change of it is told from none."""

from pathlib import Path
from typing import Any

import pulumi
import pytest

from infra.components.application import RUNTIME, Application, ApplicationArgs
from infra.property_groups import PropertyGroups
from infra.stack_config import ApplicationConfig
from tests.infra.bundles import write_bundle
from tests.infra.cloud_outputs import arn
from tests.infra.faults import faults
from tests.infra.mocks import Program, run

_TAGS = {"project": "revstream", "environment": "dev", "managed-by": "pulumi"}
_GROUPS: PropertyGroups = {
    "source": {"uri": "kinesis:payments-dev"},
    "kinesis.analytics.flink.run.options": {"python": "main.py"},
}


def _run(
    config: ApplicationConfig | None = None,
    groups: PropertyGroups = _GROUPS,
    key: str = "bundles/revstream-1.zip",
) -> Program:
    def program() -> None:
        application = Application(
            "fraud",
            ApplicationArgs(
                application="revstream-fraud-dev",
                description="Decides",
                config=config or ApplicationConfig(),
                role_arn=arn("iam", "role/fraud", region=""),
                code_bucket_arn="arn:aws:s3:::code",
                code_key=key,
                property_groups=groups,
                subnet_ids=["subnet-11112222333344445", "subnet-11112222333344446"],
                security_group_ids=["sg-11112222333344445"],
                protect=False,
                tags=_TAGS,
            ),
        )
        pulumi.export("sha256", application.configuration_sha256)
        pulumi.export("code_key", application.code_key)

    return run(program)


@pytest.fixture(scope="module")
def made() -> Program:
    return _run()


@pytest.fixture(scope="module")
def configuration(made: Program) -> dict[str, Any]:
    inputs = made.only("kinesisanalyticsv2:Application").inputs
    return dict(inputs["applicationConfiguration"])


def test_the_application_is_a_streaming_one_on_flink_1_20(made: Program) -> None:
    assert faults(made) == []
    inputs = made.only("kinesisanalyticsv2:Application").inputs
    assert inputs["applicationName"] == "revstream-fraud-dev"
    assert inputs["runtimeEnvironment"] == "FLINK-1_20"
    assert inputs["applicationMode"] == "STREAMING"


def test_checkpoints_parallelism_and_monitoring_are_the_stack_s_and_not_the_service_s(
    configuration: dict[str, Any],
) -> None:
    assert configuration["flinkApplicationConfiguration"] == {
        "checkpointConfiguration": {
            "configurationType": "CUSTOM",
            "checkpointingEnabled": True,
            "checkpointInterval": 60_000,
            "minPauseBetweenCheckpoints": 5_000,
        },
        "parallelismConfiguration": {
            "configurationType": "CUSTOM",
            "parallelism": 4,
            "parallelismPerKpu": 1,
            "autoScalingEnabled": True,
        },
        "monitoringConfiguration": {
            "configurationType": "CUSTOM",
            "metricsLevel": "APPLICATION",
            "logLevel": "INFO",
        },
    }


def test_snapshots_and_the_service_s_own_rollback_are_on(configuration: dict[str, Any]) -> None:
    assert configuration["applicationSnapshotConfiguration"] == {"snapshotsEnabled": True}
    rollback = configuration["applicationSystemRollbackConfiguration"]
    assert rollback == {"rollbackEnabled": True}


def test_code_comes_from_the_bundle_and_properties_from_the_stack(
    configuration: dict[str, Any],
) -> None:
    content = configuration["applicationCodeConfiguration"]["codeContent"]
    assert content["s3ContentLocation"] == {
        "bucketArn": "arn:aws:s3:::code",
        "fileKey": "bundles/revstream-1.zip",
    }
    groups = configuration["environmentProperties"]["propertyGroups"]
    assert {each["propertyGroupId"]: each["propertyMap"] for each in groups} == _GROUPS


def test_the_application_is_in_the_private_network(configuration: dict[str, Any]) -> None:
    (network,) = configuration["vpcConfigurations"]
    assert network["subnetIds"] == ["subnet-11112222333344445", "subnet-11112222333344446"]
    assert network["securityGroupIds"] == ["sg-11112222333344445"]


@pytest.mark.parametrize(
    "changed",
    [
        {"config": ApplicationConfig(parallelism=5)},
        {"groups": {**_GROUPS, "time": {"allowed_lateness_ms": "1"}}},
        {"key": "bundles/revstream-2.zip"},
    ],
    ids=["configuration", "property", "code"],
)
def test_any_update_of_the_application_has_its_start_seen_to_again(
    made: Program, changed: dict[str, Any]
) -> None:
    assert _run().exports["sha256"] == made.exports["sha256"]
    assert _run(**changed).exports["sha256"] != made.exports["sha256"]


def test_the_runtime_is_that_of_the_bundle(tmp_path: Path) -> None:
    flink = write_bundle(tmp_path).manifest.flink
    assert f"FLINK-{flink.replace('.', '_')}" == RUNTIME
