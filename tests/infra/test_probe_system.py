"""A stack may have a probe: an application in the same place as the job, and nothing beside it."""

from collections.abc import Callable

import pytest

from infra.stack_config import StackConfig
from infra.stack_outputs import read_outputs
from infra.stack_program import program
from release.site import application_names
from tests.infra.bundles import write_bundle
from tests.infra.faults import faults
from tests.infra.mocks import Program, run
from tests.infra.policy_statements import statements

Configured = Callable[..., StackConfig]


@pytest.fixture(scope="module")
def made(stack_config: Configured, tmp_path_factory: pytest.TempPathFactory) -> Program:
    config = stack_config(fraud={"enabled": False}, probe={"enabled": True})
    bundle = write_bundle(tmp_path_factory.mktemp("dist"), jobs=("fraud", "probe"))
    return run(lambda: program(config, bundle))


def test_a_stack_with_nothing_but_a_probe_is_valid(made: Program) -> None:
    assert faults(made) == []
    assert set(read_outputs(made.exports).applications) == {"probe"}


def test_the_program_is_told_to_probe_its_region(made: Program) -> None:
    application = made.only("kinesisanalyticsv2:Application").inputs["applicationConfiguration"]
    told = application["environmentProperties"]["propertyGroups"]
    assert {"propertyGroupId": "probe", "propertyMap": {"region": "eu-central-1"}} in told
    assert len(told) == 2


def test_it_may_neither_read_nor_write_a_stream(made: Program) -> None:
    role = made.only("iam:Role", "probe")
    assert not [each for each in statements(role) if any("kinesis:" in a for a in each.actions)]


def test_nobody_is_woken_when_it_ends_by_itself(made: Program) -> None:
    assert [alarm for alarm in made.of("cloudwatch:Alarm") if alarm.name.startswith("probe")] == []


def test_it_is_as_well_where_it_has_ended(made: Program) -> None:
    assert made.only("StartedApplication").inputs["ends_by_itself"] is True


def test_a_release_leaves_it_alone(stack_config: Configured) -> None:
    config = stack_config(probe={"enabled": True})
    assert application_names(config) == {"fraud": "revstream-fraud-dev"}
