"""boto3 works as Pulumi's providers do: with their profile and role, and in the stack's account."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.aws_access import AccountError, open_aws, require_account
from infra.stack_config import AccessConfig
from infra.stack_config_reader import ConfigError
from infra.stack_values import read_stack_values
from tests.infra.emulator.aws_calls import Aws
from tests.infra.emulator.plugins import CREDENTIALS
from tests.infra.emulator.server import EmulatedAws, emulated_aws

_REGION = "eu-central-1"
_VALUES = {
    "revstream:environment": "dev",
    "aws:region": _REGION,
    "aws-native:region": _REGION,
}
_ROLE = '{"roleArn": "arn:aws:iam::111122223333:role/deploy", "externalId": "7"}'


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatedAws]:
    with emulated_aws(tmp_path_factory.mktemp("aws")) as running:
        yield running


@pytest.fixture
def account(aws: EmulatedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Aws:
    """The emulated account, which only the profile `team` of the file of credentials is of."""
    file = tmp_path / "credentials"
    keys = "\n".join(f"{name} = {value}" for name, value in CREDENTIALS.items())
    file.write_text(f"[team]\n{keys}\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.endpoint_url)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    return Aws(aws.endpoint_url, _REGION, CREDENTIALS)


def _caller(access: AccessConfig) -> dict[str, Any]:
    answer: Any = open_aws(access, _REGION).client("sts").get_caller_identity()
    return dict(answer)


def _access(**values: str) -> AccessConfig:
    """From `aws_NAME` and `native_NAME`, the values of the two providers."""
    packages = {"aws": "aws", "native": "aws-native"}
    parts = {name: name.partition("_") for name in values}
    given = {f"{packages[parts[name][0]]}:{parts[name][2]}": values[name] for name in values}
    return read_stack_values({**_VALUES, **given}).access


def test_the_stack_s_profile_is_used_and_no_other(account: Aws) -> None:
    access = _access(aws_profile="team", native_profile="team")
    assert _caller(access)["Account"] == account.account
    with pytest.raises(AccountError, match=r"access.profile: 'nobody': .*could not be found"):
        open_aws(AccessConfig(profile="nobody"), _REGION)


def test_the_stack_s_role_is_taken_on_with_its_profile(account: Aws) -> None:
    root = {"AWS": f"arn:aws:iam::{account.account}:root"}
    trust = {"Effect": "Allow", "Principal": root, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    account("iam", "create_role", RoleName="deploy", AssumeRolePolicyDocument=document)
    role = f"arn:aws:iam::{account.account}:role/deploy"
    caller = _caller(AccessConfig(profile="team", role_arn=role, session_name="release"))
    assert caller["Arn"].endswith(":assumed-role/deploy/release")


def test_credentials_of_another_account_are_refused_before_anything(account: Aws) -> None:
    access = AccessConfig(profile="team", account_ids=("999999999999",))
    session = open_aws(access, _REGION)
    said = f"are of account {account.account}, 999999999999 is expected"
    with pytest.raises(AccountError, match=said):
        require_account(access, session)
    require_account(AccessConfig(account_ids=("999999999999", account.account)), session)


def test_a_role_without_credentials_to_take_it_on_is_refused_in_one_line(account: Aws) -> None:
    assert account.account
    access = AccessConfig(role_arn="arn:aws:iam::111122223333:role/deploy")
    with pytest.raises(AccountError, match=r"role/deploy: no credentials") as refused:
        open_aws(access, _REGION)
    assert "\n" not in str(refused.value)


def test_what_both_providers_say_is_what_boto3_is_given() -> None:
    access = _access(
        aws_profile="team",
        native_profile="team",
        aws_assumeRoles=f"[{_ROLE}]",
        native_assumeRole=_ROLE,
        aws_allowedAccountIds='["111122223333"]',
        native_allowedAccountIds='["111122223333"]',
    )
    assert access == AccessConfig(
        profile="team",
        role_arn="arn:aws:iam::111122223333:role/deploy",
        external_id="7",
        account_ids=("111122223333",),
    )


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"native_profile": "team"}, "aws:profile: None: 'team' is expected"),
        ({"native_assumeRole": _ROLE}, "aws:assumeRoles: the one role arn:aws:iam::111122223333"),
        ({"aws_assumeRoles": f"[{_ROLE}]"}, "aws:assumeRoles: none is expected"),
        ({"native_assumeRole": "{}"}, "aws-native:assumeRole: roleArn: missing"),
        ({"aws_allowedAccountIds": '["1"]'}, "aws:allowedAccountIds: '[\"1\"]': None is expected"),
        ({"native_secretKey": "hush"}, "aws-native:secretKey: not supported"),
        ({"aws_token": "hush"}, "aws:token: not supported"),
    ],
)
def test_providers_that_would_work_as_somebody_else_are_refused(
    values: dict[str, str], fault: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        _access(**values)
    (line,) = refused.value.faults
    assert line.startswith(fault)
    assert "hush" not in line


def test_an_account_that_lost_its_zeros_is_refused() -> None:
    ids = "[12345678901]"
    with pytest.raises(ConfigError, match="twelve digits in quotes are expected"):
        _access(aws_allowedAccountIds=ids, native_allowedAccountIds=ids)
