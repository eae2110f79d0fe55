"""Every policy of a stack allows what it says: no action is limited to what AWS does not know."""

from fnmatch import fnmatchcase

import pytest

from infra.stack_config_reader import parse_stack_config
from infra.stack_program import program
from tests.infra import aws_actions
from tests.infra.bundles import write_bundle
from tests.infra.cloud_outputs import REGION, arn
from tests.infra.mocks import Program, run
from tests.infra.policy_statements import Statement, statements
from tests.infra.serving_stack import serving

_PIPELINE = {"repository": "acme/payments", "owner_id": 65, "repository_id": 74}
# The policies of identities and of endpoints; others are of the resource that they are on.
_HOLDERS = ("iam:Role", "iam:ManagedPolicy", "ec2:VpcEndpoint")
# What any resource may be needed for, though AWS knows some for it, with the reason.
_TAGGED_WHERE_MADE = {
    "kms:CreateKey": "it has no ARN before; its tags must be ours",
    "kinesisanalytics:CreateApplication": "it has no ARN before; its tags must be ours",
}


@pytest.fixture(scope="module")
def allowed(tmp_path_factory: pytest.TempPathFactory) -> list[Statement]:
    """What a stack with everything in it allows whom it makes, by statement."""
    config = parse_stack_config(
        {
            "environment": "dev",
            "region": REGION,
            "recommendations": {"enabled": True},
            "streams": {"shards": 1, "max_shards": 2},
            "pipeline": _PIPELINE,
            "serving": serving(),
        }
    )
    bundle = write_bundle(tmp_path_factory.mktemp("dist"), jobs=("fraud", "recommendations"))
    made: Program = run(lambda: program(config, bundle))
    found = [
        each for kind in _HOLDERS for resource in made.of(kind) for each in statements(resource)
    ]
    return [each for each in found if each.resources]


def test_the_policies_of_applications_scaler_pipeline_readers_and_endpoints_are_looked_at(
    allowed: list[Statement],
) -> None:
    holders = {each.resource.name for each in allowed}
    assert holders >= {
        "fraud",
        "recommendations",
        "serving",
        "shard-scaler",
        "store-reader",
        "logs",
        "s3",
    }
    assert len(holders) == 22


def test_an_action_that_aws_knows_no_resource_for_is_not_limited_to_one(
    allowed: list[Statement],
) -> None:
    void = [
        f"{each}: {action}"
        for each in allowed
        if "*" not in each.resources
        for action in each.actions
        if not aws_actions.knows_resources(action)
    ]
    assert void == []


def test_an_action_that_aws_knows_a_resource_for_is_limited_to_one(
    allowed: list[Statement],
) -> None:
    wide = [
        f"{each}: {action}"
        for each in allowed
        if "*" in each.resources
        for action in each.actions
        if aws_actions.knows_resources(action) and action not in _TAGGED_WHERE_MADE
    ]
    assert wide == []


def test_log_groups_are_listed_on_the_one_resource_that_aws_asks_for(
    allowed: list[Statement],
) -> None:
    (action,) = aws_actions.ASKED_ON
    asked = arn(*aws_actions.ASKED_ON[action])
    listing = [each for each in allowed if action in each.actions]
    void = [
        str(each)
        for each in listing
        if not any(fnmatchcase(asked, pattern) for pattern in each.resources)
    ]
    assert len(listing) >= 4
    assert void == []


def test_every_action_is_one_that_aws_knows(allowed: list[Statement]) -> None:
    actions = {action for each in allowed for action in each.actions}
    assert len(actions) > 100
    assert [each for each in sorted(actions) if not aws_actions.exists(each)] == []
