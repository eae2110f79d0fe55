"""Two regions of one account can hold one environment: what is named for both is named apart."""

from collections.abc import Callable

import boto3
import pytest

from infra.bundle.manifest import BundleRef
from infra.stack_config import StackConfig
from infra.stack_program import program
from tests.infra.bundles import write_bundle
from tests.infra.mocks import run

# Types whose names an account has once for all regions, and the input that gives them.
_NAMED = {
    "aws-native:iam:Role": "roleName",
    "aws-native:iam:ManagedPolicy": "managedPolicyName",
    "aws-native:cloudwatch:Dashboard": "dashboardName",
}
_PIPELINE = {"repository": "acme/payments", "owner_id": 65, "repository_id": 74}
_LONGEST_ENVIRONMENT = "e" * 20
_IAM_CHARACTERS = 64


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> BundleRef:
    dist = tmp_path_factory.mktemp("dist")
    return write_bundle(dist, jobs=("fraud", "recommendations"))


def _names(config: StackConfig, bundle: BundleRef) -> set[str]:
    made = run(lambda: program(config, bundle))
    return {each.inputs[_NAMED[each.type]] for each in made.custom if each.type in _NAMED}


def _whole(make: Callable[..., StackConfig], region: str) -> StackConfig:
    return make(
        region=region,
        recommendations={"enabled": True},
        streams={"shards": 1, "max_shards": 2},
        pipeline=_PIPELINE,
    )


def test_a_second_region_of_the_account_takes_no_name_of_the_first(
    stack_config: Callable[..., StackConfig], bundle: BundleRef
) -> None:
    first = _names(_whole(stack_config, "eu-central-1"), bundle)
    second = _names(_whole(stack_config, "eu-west-1"), bundle)
    assert len(first) == len(second) >= 9
    assert first & second == set()


def test_iam_takes_the_longest_name_of_a_role_in_every_region() -> None:
    session = boto3.Session()
    regions = {
        region
        for partition in session.get_available_partitions()
        for region in session.get_available_regions("kinesisanalyticsv2", partition)
    }
    assert len(regions) > 25
    configs = [StackConfig(environment=_LONGEST_ENVIRONMENT, region=each) for each in regions]
    lengths = [len(name) for config in configs for name in config.role_names.values()]
    assert max(lengths) <= _IAM_CHARACTERS
