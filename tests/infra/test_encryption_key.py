"""One key an environment, that rotates and that only its account and two services may use."""

from collections.abc import Callable

import pulumi
import pytest

from infra.aws_account import AwsAccount
from infra.components.encryption_key import EncryptionKey, EncryptionKeyArgs
from tests.infra.cloud_outputs import ACCOUNT_ID, REGION
from tests.infra.faults import faults
from tests.infra.mocks import Program, run
from tests.infra.policy_statements import statements


def _key(*, protect: bool = False) -> Callable[[], None]:
    def program() -> None:
        args = EncryptionKeyArgs(
            name="revstream-dev",
            account=AwsAccount.of_credentials(REGION),
            log_groups="/revstream/dev/",
            protect=protect,
            tags={"project": "revstream", "environment": "dev", "managed-by": "pulumi"},
        )
        pulumi.export("arn", EncryptionKey("key", args).arn)

    return program


@pytest.fixture(scope="module")
def made() -> Program:
    return run(_key())


def test_the_key_is_valid_and_rotates(made: Program) -> None:
    assert faults(made) == []
    assert made.only("kms:Key").inputs["enableKeyRotation"] is True
    assert made.only("kms:Alias").inputs["aliasName"] == "alias/revstream-dev"


def test_only_the_account_its_logs_and_its_alarms_may_use_it(made: Program) -> None:
    allowed = {each.content["Sid"]: each for each in statements(made.only("kms:Key"))}
    assert {sid: each.principals for sid, each in allowed.items()} == {
        "AccountAdministersThroughIam": (f"arn:aws:iam::{ACCOUNT_ID}:root",),
        "LogsOfThisEnvironment": ("logs.eu-central-1.amazonaws.com",),
        "AlarmsOfThisAccount": ("cloudwatch.amazonaws.com",),
    }


def test_logs_are_encrypted_by_it_in_this_environment_alone(made: Program) -> None:
    allowed = {each.content["Sid"]: each for each in statements(made.only("kms:Key"))}
    groups = f"arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:/revstream/dev/*"
    condition = allowed["LogsOfThisEnvironment"].content["Condition"]
    assert condition == {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}}


def test_alarms_of_another_account_may_not_use_it(made: Program) -> None:
    allowed = {each.content["Sid"]: each for each in statements(made.only("kms:Key"))}
    condition = allowed["AlarmsOfThisAccount"].content["Condition"]
    assert condition == {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}}


def test_a_protected_key_stays_and_would_take_a_month_to_go(made: Program) -> None:
    kept = run(_key(protect=True)).only("kms:Key")
    assert kept.protected
    assert kept.inputs["pendingWindowInDays"] == 30
    assert not made.only("kms:Key").protected
