"""An application waits until AWS knows its role, and nothing waits that has no reason to."""

from collections.abc import Iterator
from math import ceil
from pathlib import Path

import pytest
from pulumi.automation import CommandError
from pulumi_aws_native import iam, kinesisanalyticsv2

from infra.components.role_propagation import (
    PropagationWait,
    RolePropagation,
    RolePropagationArgs,
)
from infra.policy_document import allow, assumed_by, policy
from tests.infra.emulator.aws_calls import Aws
from tests.infra.emulator.native.role_propagation import PROPAGATION_S
from tests.infra.emulator.plugins import CREDENTIALS
from tests.infra.emulator.server import EmulatedAws, emulated_aws
from tests.infra.inline_stack import InlineStack

_PROPS = {"role_id": "AROA1", "rights_sha256": "1", "wait_s": 60}


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatedAws]:
    """An account with the code of the application in a bucket."""
    with emulated_aws(tmp_path_factory.mktemp("aws")) as running:
        account = Aws(running.endpoint_url, running.region, CREDENTIALS)
        here = {"LocationConstraint": running.region}
        account("s3", "create_bucket", Bucket="code", CreateBucketConfiguration=here)
        account("s3", "put_object", Bucket="code", Key="bundle.zip", Body=b"PK")
        yield running


@pytest.fixture
def stack(aws: EmulatedAws, tmp_path: Path) -> InlineStack:
    return InlineStack(tmp_path, aws)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, each time, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr("infra.components.role_propagation.time.sleep", waited.append)
    return waited


def _code() -> dict[str, object]:
    location = {"bucket_arn": "arn:aws:s3:::code", "file_key": "bundle.zip"}
    content = {"s3_content_location": location}
    return {"code_content_type": "ZIPFILE", "code_content": content}


def _application(name: str, wait_s: int | None, action: str = "kinesis:ListShards") -> None:
    """An application of a role of its own, which is waited for unless `wait_s` is None."""
    trust = assumed_by("kinesisanalytics.amazonaws.com")
    rights = policy(allow("Read", [action], "arn:aws:kinesis:eu-central-1:123456789012:stream/a"))
    role = iam.Role(
        name,
        role_name=name,
        assume_role_policy_document=trust,
        policies=[iam.RolePolicyArgs(policy_name="job", policy_document=rights)],
    )
    arn = role.arn
    if wait_s is not None:
        args = RolePropagationArgs(role=role, rights=[trust, rights], wait_s=wait_s)
        arn = RolePropagation(name, args).role_arn
    kinesisanalyticsv2.Application(
        name,
        application_name=name,
        runtime_environment="FLINK-1_20",
        service_execution_role=arn,
        application_configuration={"application_code_configuration": _code()},
        tags=[{"key": "project", "value": "revstream"}],
    )


def test_an_application_of_a_role_that_aws_does_not_know_yet_is_refused(
    stack: InlineStack,
) -> None:
    with pytest.raises(CommandError, match="check the role provided"):
        stack.up(lambda: _application("hasty", None))


def test_new_and_other_rights_are_waited_for_and_an_unchanged_update_is_not_slowed(
    stack: InlineStack,
) -> None:
    wait_s = ceil(PROPAGATION_S)
    assert stack.up(lambda: _application("patient", wait_s)) == {"create": 4}
    assert stack.up(lambda: _application("patient", 600)) == {}
    others = stack.up(lambda: _application("patient", wait_s, "kinesis:GetRecords"))
    # The role and the wait; the application stays as it is.
    assert others == {"update": 2}


def test_a_new_role_is_waited_for_as_long_as_the_stack_says(waits: list[float]) -> None:
    assert PropagationWait().create(dict(_PROPS)).id == "AROA1"
    assert waits == [60]


@pytest.mark.parametrize("name", ["role_id", "rights_sha256"])
def test_a_role_that_is_another_or_may_do_something_else_is_waited_for(
    waits: list[float], name: str
) -> None:
    provider, news = PropagationWait(), {**_PROPS, name: "2"}
    assert provider.diff("AROA1", dict(_PROPS), news).changes is True
    assert provider.update("AROA1", dict(_PROPS), news).outs == news
    assert waits == [60]


def test_another_time_to_wait_is_no_reason_to_wait() -> None:
    assert PropagationWait().diff("AROA1", dict(_PROPS), {**_PROPS, "wait_s": 9}).changes is False
