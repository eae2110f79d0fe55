"""The stand-in provider: what it refuses, as AWS would, and what it makes of a change."""

from collections.abc import Iterator
from pathlib import Path

import pulumi
import pulumi_aws as classic
import pulumi_aws_native as native
import pytest
from pulumi.automation import CommandError

from tests.infra.emulator.aws_calls import Aws
from tests.infra.emulator.plugins import CREDENTIALS
from tests.infra.emulator.server import EmulatedAws, emulated_aws
from tests.infra.inline_stack import InlineStack


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatedAws]:
    with emulated_aws(tmp_path_factory.mktemp("aws")) as running:
        yield running


@pytest.fixture
def account(aws: EmulatedAws) -> Aws:
    return Aws(aws.endpoint_url, aws.region, CREDENTIALS)


@pytest.fixture
def stack(aws: EmulatedAws, tmp_path: Path) -> InlineStack:
    return InlineStack(tmp_path, aws)


def _stream(name: str, *, shards: int = 1) -> None:
    native.kinesis.Stream("stream", name=name, shard_count=shards)


def test_a_type_that_the_stand_in_does_not_have_is_an_error_that_names_it(
    stack: InlineStack,
) -> None:
    with pytest.raises(CommandError, match="no resource type aws-native:sqs:Queue"):
        stack.up(lambda: _made(native.sqs.Queue("queue", queue_name="letters")))


def test_what_the_schema_forbids_is_refused_with_its_place_and_value(
    stack: InlineStack, account: Aws
) -> None:
    with pytest.raises(CommandError, match=r"retentionInDays.*31 is not one of"):
        stack.up(lambda: _made(native.logs.LogGroup("logs", retention_in_days=31)))
    assert account("logs", "describe_log_groups")["logGroups"] == []


def test_what_aws_refuses_fails_the_update_with_its_own_words(
    stack: InlineStack, account: Aws
) -> None:
    account("kinesis", "create_stream", StreamName="taken", ShardCount=1)
    with pytest.raises(CommandError, match="Stream taken already exists"):
        stack.up(lambda: _stream("taken"))


def test_what_can_be_updated_is_updated_and_the_rest_is_replaced(
    stack: InlineStack, account: Aws
) -> None:
    assert stack.up(lambda: _stream("first")) == {"create": 2}
    assert stack.up(lambda: _stream("first", shards=3)) == {"update": 1}
    assert stack.up(lambda: _stream("second", shards=3)) == {"replace": 1}
    streams = account("kinesis", "list_streams")["StreamNames"]
    assert "second" in streams
    assert "first" not in streams


def test_what_others_deleted_is_made_again_after_a_refresh(
    stack: InlineStack, account: Aws
) -> None:
    stack.up(lambda: _stream("fleeting"))
    account("kinesis", "delete_stream", StreamName="fleeting")
    assert stack.refresh() == {"delete": 1}
    assert stack.up(lambda: _stream("fleeting")) == {"create": 1}


@pytest.mark.parametrize("force", [True, False])
def test_a_bucket_with_something_in_it_is_deleted_only_by_force(
    stack: InlineStack, account: Aws, *, force: bool
) -> None:
    name = f"code-{force}".lower()
    stack.up(lambda: _made(classic.s3.Bucket("code", bucket=name, force_destroy=force)))
    account("s3", "put_object", Bucket=name, Key="bundle.zip", Body=b"PK")
    if force:
        stack.destroy()
        assert account.find("s3", "head_bucket", Bucket=name) is None
    else:
        with pytest.raises(CommandError, match="not empty"):
            stack.destroy()


def test_an_application_without_its_code_is_refused(stack: InlineStack, account: Aws) -> None:
    trust = '{"Version": "2012-10-17", "Statement": []}'
    role = account("iam", "create_role", RoleName="job", AssumeRolePolicyDocument=trust)["Role"]
    account("s3", "create_bucket", Bucket="empty", CreateBucketConfiguration=_here(account))
    flink = native.kinesisanalyticsv2
    location = flink.ApplicationS3ContentLocationArgs(
        bucket_arn="arn:aws:s3:::empty", file_key="missing.zip"
    )
    code = flink.ApplicationCodeConfigurationArgs(
        code_content=flink.ApplicationCodeContentArgs(s3_content_location=location),
        code_content_type="ZIPFILE",
    )

    def program() -> None:
        flink.Application(
            "job",
            application_name="job",
            runtime_environment="FLINK-1_20",
            service_execution_role=role["Arn"],
            application_configuration={"application_code_configuration": code},
        )

    with pytest.raises(CommandError, match=r"s3 head_object.*404"):
        stack.up(program)


def _here(account: Aws) -> dict[str, str]:
    return {"LocationConstraint": account.region}


def _made(_: pulumi.Resource) -> None:
    """A program is its resources and returns nothing."""
