"""From what the service describes to the update that brings it back."""

from typing import Any

import botocore.session
import pytest
from botocore.validate import validate_parameters
from hypothesis import given
from hypothesis import strategies as st

from release.configuration import are_equal, configuration_update, restored_snapshot

_MODEL = botocore.session.get_session().get_service_model("kinesisanalyticsv2")
_UPDATE = _MODEL.shape_for("ApplicationConfigurationUpdate")
_VALUES = {
    "Parallelism": st.integers(1, 64),
    "ParallelismPerKPU": st.integers(1, 8),
    "AutoScalingEnabled": st.booleans(),
    "CheckpointingEnabled": st.booleans(),
    "CheckpointInterval": st.integers(1, 600_000),
    "MinPauseBetweenCheckpoints": st.integers(0, 60_000),
    "MetricsLevel": st.sampled_from(["APPLICATION", "TASK"]),
    "LogLevel": st.sampled_from(["INFO", "DEBUG"]),
}
_NAMES = st.text("abc", min_size=1, max_size=3)


def _part(*members: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"ConfigurationType": st.sampled_from(["CUSTOM", "DEFAULT"])}
        | {member: _VALUES[member] for member in members}
    )


def _groups() -> st.SearchStrategy[list[dict[str, Any]]]:
    properties = st.dictionaries(_NAMES, _NAMES, max_size=2)
    groups = st.dictionaries(_NAMES, properties, max_size=3)
    return groups.map(
        lambda named: [
            {"PropertyGroupId": name, "PropertyMap": values} for name, values in named.items()
        ]
    )


_CONFIGURATIONS = st.fixed_dictionaries(
    {
        "ApplicationCodeConfigurationDescription": st.fixed_dictionaries(
            {
                "CodeContentType": st.just("ZIPFILE"),
                "CodeContentDescription": st.fixed_dictionaries(
                    {
                        "CodeMD5": _NAMES,
                        "S3ApplicationCodeLocationDescription": st.fixed_dictionaries(
                            {"BucketARN": st.just("arn:aws:s3:::code"), "FileKey": _NAMES}
                        ),
                    }
                ),
            }
        ),
        "FlinkApplicationConfigurationDescription": st.fixed_dictionaries(
            {
                "CheckpointConfigurationDescription": _part(
                    "CheckpointingEnabled", "CheckpointInterval", "MinPauseBetweenCheckpoints"
                ),
                "MonitoringConfigurationDescription": _part("MetricsLevel", "LogLevel"),
                "ParallelismConfigurationDescription": _part(
                    "Parallelism", "ParallelismPerKPU", "AutoScalingEnabled"
                ),
            }
        ),
        "EnvironmentPropertyDescriptions": st.fixed_dictionaries(
            {"PropertyGroupDescriptions": _groups()}
        ),
        "ApplicationSnapshotConfigurationDescription": st.fixed_dictionaries(
            {"SnapshotsEnabled": st.booleans()}
        ),
        "ApplicationSystemRollbackConfigurationDescription": st.fixed_dictionaries(
            {"RollbackEnabled": st.booleans()}
        ),
        "VpcConfigurationDescriptions": st.lists(_NAMES, min_size=1, max_size=2).map(
            lambda subnets: [
                {
                    "VpcConfigurationId": "1.1",
                    "VpcId": "vpc-1",
                    "SubnetIds": subnets,
                    "SecurityGroupIds": ["sg-1"],
                }
            ]
        ),
    }
)


def _updated(description: dict[str, Any], update: dict[str, Any]) -> dict[str, Any]:
    """What the service describes after an update: a plain reading of its reference."""
    after = {**description}
    for name, value in update.items():
        if name == "EnvironmentPropertyUpdates":
            groups = value["PropertyGroups"]
            after["EnvironmentPropertyDescriptions"] = {"PropertyGroupDescriptions": groups}
        elif name == "VpcConfigurationUpdates":
            after["VpcConfigurationDescriptions"] = [
                {
                    "VpcConfigurationId": each["VpcConfigurationId"],
                    "VpcId": "vpc-1",
                    "SubnetIds": each["SubnetIdUpdates"],
                    "SecurityGroupIds": each["SecurityGroupIdUpdates"],
                }
                for each in value
            ]
        else:
            described = name.removesuffix("Update") + "Description"
            after[described] = _members_updated(description[described], value)
    return after


def _members_updated(description: dict[str, Any], update: dict[str, Any]) -> dict[str, Any]:
    after = {**description}
    for name, value in update.items():
        member = name.removesuffix("Update")
        described = next(
            (each for each in description if each in (member, f"{member}Description")),
            {"CodeContent": "CodeContentDescription"}.get(member, member),
        )
        if member == "S3ContentLocation":
            described = "S3ApplicationCodeLocationDescription"
        is_nested = isinstance(value, dict)
        after[described] = _members_updated(after[described], value) if is_nested else value
    return after


@given(now=_CONFIGURATIONS, wanted=_CONFIGURATIONS)
def test_the_update_brings_the_wanted_configuration(
    now: dict[str, Any], wanted: dict[str, Any]
) -> None:
    assert are_equal(_updated(now, configuration_update(now, wanted)), wanted)


@given(now=_CONFIGURATIONS, wanted=_CONFIGURATIONS)
def test_the_update_has_the_form_that_the_service_takes(
    now: dict[str, Any], wanted: dict[str, Any]
) -> None:
    validate_parameters(configuration_update(now, wanted), _UPDATE)


@given(configuration=_CONFIGURATIONS)
def test_nothing_is_updated_from_a_configuration_to_itself(configuration: dict[str, Any]) -> None:
    assert configuration_update(configuration, configuration) == {}


@given(configuration=_CONFIGURATIONS, parallelism=st.integers(1, 64))
def test_what_autoscaling_changes_is_no_other_configuration(
    configuration: dict[str, Any], parallelism: int
) -> None:
    flink = configuration["FlinkApplicationConfigurationDescription"]
    scaled = {
        **flink,
        "ParallelismConfigurationDescription": {
            **flink["ParallelismConfigurationDescription"],
            "CurrentParallelism": parallelism,
        },
    }
    now = {**configuration, "FlinkApplicationConfigurationDescription": scaled}
    assert are_equal(now, configuration)


def test_a_network_that_the_application_is_not_in_is_left_out() -> None:
    def inside(network: str) -> dict[str, Any]:
        description = {"SubnetIds": ["a"], "SecurityGroupIds": ["b"]}
        return {"VpcConfigurationDescriptions": [{"VpcConfigurationId": network, **description}]}

    assert configuration_update(inside("2.1"), inside("1.1")) == {}


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ({}, None),
        ({"ApplicationRestoreConfigurationDescription": {"SnapshotName": "s-1"}}, "s-1"),
    ],
)
def test_the_snapshot_that_was_restored_by_name_is_known(
    run: dict[str, Any], expected: str | None
) -> None:
    assert restored_snapshot({"RunConfigurationDescription": run}) == expected
