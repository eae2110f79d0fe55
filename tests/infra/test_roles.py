"""What the roles of a stack may do, where the emulated AWS asks for what policies allow."""

from collections.abc import Iterator

import pytest

from infra.delivered_jobs import DELIVERED
from tests.infra.emulated_stack import EmulatedStack, emulated_stack
from tests.infra.emulator.aws_calls import Aws, RefusalError, is_denied
from tests.infra.github_tokens import (
    OWNER_ID,
    REPOSITORY,
    REPOSITORY_ID,
    deploying,
    of_pull_request,
)
from tests.infra.role_sessions import allows, session_of, session_of_token, trusts

_APPLICATION = "revstream-fraud-dev"
_FRAUD = "revstream-fraud-dev-eu-central-1"
_DEPLOY = "revstream-deploy-dev-eu-central-1"
_PREVIEW = "revstream-preview-dev-eu-central-1"
_PIPELINE = {
    "repository": REPOSITORY,
    "owner_id": OWNER_ID,
    "repository_id": REPOSITORY_ID,
}
_RECORD = [{"Data": b"{}", "PartitionKey": "card"}]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatedStack]:
    """The stack `dev` with a pipeline, in an account that asks for permissions."""
    with emulated_stack("dev", tmp_path_factory.mktemp("roles"), auth=True) as made:
        made.set("pipeline", _PIPELINE)
        made.set("recommendations.enabled", value=True)
        made.workspace.up()
        yield made


@pytest.fixture(scope="module")
def jobs(stack: EmulatedStack) -> dict[str, Aws]:
    """The account as each job sees it, by system."""
    return {name: session_of(stack, _role(name)) for name in ("fraud", "recommendations")}


@pytest.fixture(scope="module")
def job(jobs: dict[str, Aws]) -> Aws:
    """The account as the fraud job sees it."""
    return jobs["fraud"]


def _role(system: str) -> str:
    return f"revstream-{system}-dev-eu-central-1"


def _arn(stack: EmulatedStack, service: str, resource: str) -> str:
    account = stack.account
    return f"arn:aws:{service}:{account.region}:{account.account}:{resource}"


def _consumer_arn(stack: EmulatedStack, stream: str) -> str:
    arn = _arn(stack, "kinesis", f"stream/{stream}")
    answer = stack.account("kinesis", "list_stream_consumers", StreamARN=arn)
    return str(answer["Consumers"][0]["ConsumerARN"])


_READ = [(each.name, f"{stream}-dev") for each in DELIVERED for stream in each.inputs]
_WRITTEN = [(each.name, f"{name}-dev") for each in DELIVERED for name in each.outputs.values()]


@pytest.mark.parametrize(("system", "stream"), _READ)
def test_a_job_finds_the_shards_of_what_it_reads_and_no_other_does(
    jobs: dict[str, Aws], system: str, stream: str
) -> None:
    assert jobs[system]("kinesis", "describe_stream_summary", StreamName=stream)
    assert jobs[system]("kinesis", "list_shards", StreamName=stream)["Shards"]
    (other,) = jobs.keys() - {system}
    with pytest.raises(RefusalError) as refused:
        jobs[other]("kinesis", "list_shards", StreamName=stream)
    assert is_denied(refused.value), refused.value


@pytest.mark.parametrize(("system", "stream"), _READ)
def test_a_job_may_subscribe_by_its_own_consumers_only(
    stack: EmulatedStack, system: str, stream: str
) -> None:
    own = _consumer_arn(stack, stream)
    assert allows(stack, _role(system), "kinesis:SubscribeToShard", own)
    other = own.replace(f"/{system}-dev:", "/another:")
    assert other != own
    assert not allows(stack, _role(system), "kinesis:SubscribeToShard", other)


@pytest.mark.parametrize(("system", "stream"), _WRITTEN)
def test_a_job_writes_what_comes_out_of_it_and_no_other_does(
    jobs: dict[str, Aws], system: str, stream: str
) -> None:
    put = {"StreamName": stream, "Records": _RECORD}
    assert jobs[system]("kinesis", "put_records", **put)["FailedRecordCount"] == 0
    (other,) = jobs.keys() - {system}
    with pytest.raises(RefusalError) as refused:
        jobs[other]("kinesis", "put_records", **put)
    assert is_denied(refused.value), refused.value


def test_the_job_reads_its_code_and_not_the_release_records(stack: EmulatedStack) -> None:
    bucket, key = _code(stack)
    code = f"arn:aws:s3:::{bucket}/{key}"
    assert allows(stack, _FRAUD, "s3:GetObject", code)
    assert not allows(stack, _FRAUD, "s3:GetObject", f"arn:aws:s3:::{bucket}/releases/1.json")
    assert not allows(stack, _FRAUD, "s3:GetObject", f"arn:aws:s3:::another/{key}")


def test_the_code_is_not_given_out_without_tls(stack: EmulatedStack, job: Aws) -> None:
    bucket, key = _code(stack)
    with pytest.raises(RefusalError, match="explicit deny in a resource-based policy"):
        job("s3", "get_object", Bucket=bucket, Key=key)


@pytest.mark.parametrize(
    ("system", "another"), [("fraud", "recommendations"), ("recommendations", "fraud")]
)
def test_a_job_writes_to_its_own_log_stream_only(
    stack: EmulatedStack, system: str, another: str
) -> None:
    group = _arn(stack, "logs", f"log-group:/revstream/dev/{system}")
    other = _arn(stack, "logs", f"log-group:/revstream/dev/{another}:log-stream:application")
    role = _role(system)
    assert allows(stack, role, "logs:PutLogEvents", f"{group}:log-stream:application")
    assert not allows(stack, role, "logs:PutLogEvents", f"{group}:log-stream:another")
    assert not allows(stack, role, "logs:PutLogEvents", other)


@pytest.mark.parametrize(
    ("system", "user", "another"),
    [
        ("fraud", "features-writer-dev", "lists-writer-dev"),
        ("recommendations", "lists-writer-dev", "features-writer-dev"),
    ],
)
def test_a_job_logs_in_to_the_store_as_its_own_user_only(
    stack: EmulatedStack, system: str, user: str, another: str
) -> None:
    own, other = (_arn(stack, "elasticache", f"user:{each}") for each in (user, another))
    assert allows(stack, _role(system), "elasticache:Connect", own)
    assert not allows(stack, _role(system), "elasticache:Connect", other)


def test_the_job_uses_the_key_through_kinesis_and_s3_only(stack: EmulatedStack) -> None:
    answer = stack.account("kms", "describe_key", KeyId="alias/revstream-dev")
    key = answer["KeyMetadata"]["Arn"]
    region = stack.account.region
    for service in ("kinesis", "s3"):
        via = f"{service}.{region}.amazonaws.com"
        assert allows(stack, _FRAUD, "kms:Decrypt", key, {"kms:ViaService": via})
    other = f"secretsmanager.{region}.amazonaws.com"
    assert not allows(stack, _FRAUD, "kms:Decrypt", key, {"kms:ViaService": other})
    assert not allows(stack, _FRAUD, "kms:Decrypt", key)


def _code(stack: EmulatedStack) -> tuple[str, str]:
    outputs = stack.workspace.outputs()
    assert outputs is not None
    return outputs.code_bucket, outputs.applications["fraud"].bundle_key


def _forbidden() -> list[tuple[str, str, dict[str, object]]]:
    return [
        ("kinesis", "put_records", {"StreamName": "payments-dev", "Records": _RECORD}),
        ("kinesis", "describe_stream_summary", {"StreamName": "recommendation-events-dev"}),
        ("kinesis", "delete_stream", {"StreamName": "decisions-dev"}),
        ("kinesis", "update_shard_count", _two_shards("payments-dev")),
        ("iam", "get_role", {"RoleName": _FRAUD}),
        ("iam", "create_user", {"UserName": "mallory"}),
        ("kms", "schedule_key_deletion", {"KeyId": "alias/revstream-dev"}),
        ("logs", "delete_log_group", {"logGroupName": "/revstream/dev/fraud"}),
        ("lambda", "list_functions", {}),
    ]


def _two_shards(stream: str) -> dict[str, object]:
    return {"StreamName": stream, "TargetShardCount": 2, "ScalingType": "UNIFORM_SCALING"}


def test_the_job_may_do_nothing_else(job: Aws) -> None:
    forbidden = _forbidden()
    assert len(forbidden) >= 9
    for service, operation, parameters in forbidden:
        with pytest.raises(RefusalError) as refused:
            job(service, operation, **parameters)
        assert is_denied(refused.value), refused.value


def test_the_job_may_change_neither_its_code_nor_itself(stack: EmulatedStack) -> None:
    bucket, key = _code(stack)
    code = f"arn:aws:s3:::{bucket}/{key}"
    application = _arn(stack, "kinesisanalytics", f"application/{_APPLICATION}")
    for action in ("PutObject", "DeleteObject", "DeleteObjectVersion"):
        assert not allows(stack, _FRAUD, f"s3:{action}", code)
    assert not allows(stack, _FRAUD, "s3:ListBucket", f"arn:aws:s3:::{bucket}")
    for action in ("StopApplication", "UpdateApplication", "DeleteApplication"):
        assert not allows(stack, _FRAUD, f"kinesisanalytics:{action}", application)


def test_nobody_but_the_service_takes_on_the_role_of_the_job(stack: EmulatedStack) -> None:
    role = f"arn:aws:iam::{stack.account.account}:role/{_FRAUD}"
    with pytest.raises(RefusalError, match="not authorized to perform: sts:AssumeRole"):
        stack.account("sts", "assume_role", RoleArn=role, RoleSessionName="root")


def test_a_role_with_the_policy_of_readers_logs_in_to_the_store_as_the_reader_alone(
    stack: EmulatedStack,
) -> None:
    outputs = stack.workspace.outputs()
    assert outputs is not None
    assert outputs.store_reader is not None
    trust = '{"Version": "2012-10-17", "Statement": []}'
    stack.account("iam", "create_role", RoleName="serving", AssumeRolePolicyDocument=trust)
    policy_arn = outputs.store_reader.policy_arn
    stack.account("iam", "attach_role_policy", RoleName="serving", PolicyArn=policy_arn)
    for resource, may in (
        ("serverlesscache:features-dev", True),
        ("user:features-reader-dev", True),
        ("user:features-writer-dev", False),
        ("serverlesscache:features-prod", False),
    ):
        arn = _arn(stack, "elasticache", resource)
        assert allows(stack, "serving", "elasticache:Connect", arn) is may, resource


def test_a_job_of_the_environment_on_the_branch_may_deploy(stack: EmulatedStack) -> None:
    assert trusts(stack, _DEPLOY, deploying("ids"))


@pytest.mark.parametrize(
    "claims",
    [
        # The names as they were, taken by another owner, or by another repository.
        {"sub": "repo:octo-org@66/octo-repo@74:environment:dev"},
        {"sub": "repo:octo-org@65/octo-repo@741:environment:dev"},
        {"sub": "repo:octo-org/octo-repo:environment:dev"},
        {"sub": "repo:octo-org@65/another@75:environment:dev"},
        {"sub": "repo:mallory@66/octo-repo@74:environment:dev"},
        {"sub": "repo:octo-org@65/octo-repo@74:environment:prod"},
        {"sub": "repo:octo-org@65/octo-repo@74:environment:development"},
        {"sub": "repo:octo-org@65/octo-repo@74:ref:refs/heads/main"},
        {"sub": "repo:octo-org@65/octo-repo@74:pull_request"},
        {"ref": "refs/heads/feature"},
        {"ref": "refs/pull/7/merge"},
        {"aud": "https://github.com/octo-org"},
    ],
)
def test_no_other_token_may_deploy(stack: EmulatedStack, claims: dict[str, str]) -> None:
    assert not trusts(stack, _DEPLOY, {**deploying("ids"), **claims})


def test_a_token_that_names_no_branch_may_not_deploy(stack: EmulatedStack) -> None:
    claims = {name: value for name, value in deploying("ids").items() if name != "ref"}
    assert not trusts(stack, _DEPLOY, claims)
    role = f"arn:aws:iam::{stack.account.account}:role/{_DEPLOY}"
    with pytest.raises(RefusalError, match="Not authorized"):
        session_of_token(stack, role, claims)


def test_a_pull_request_may_look_at_the_stack_and_change_nothing(stack: EmulatedStack) -> None:
    role = f"arn:aws:iam::{stack.account.account}:role/{_PREVIEW}"
    preview = session_of_token(stack, role, of_pull_request("ids"))
    assert preview("kinesis", "describe_stream_summary", StreamName="payments-dev")
    for service, operation, parameters in (
        ("kinesis", "delete_stream", {"StreamName": "payments-dev"}),
        ("kinesis", "update_shard_count", _two_shards("payments-dev")),
        ("iam", "delete_role", {"RoleName": _FRAUD}),
    ):
        with pytest.raises(RefusalError) as refused:
            preview(service, operation, **parameters)
        assert is_denied(refused.value), refused.value
    application = _arn(stack, "kinesisanalytics", f"application/{_APPLICATION}")
    assert allows(stack, _PREVIEW, "kinesisanalytics:DescribeApplication", application)
    assert not allows(stack, _PREVIEW, "kinesisanalytics:StopApplication", application)


def test_a_token_of_another_repository_may_not_even_look(stack: EmulatedStack) -> None:
    role = f"arn:aws:iam::{stack.account.account}:role/{_PREVIEW}"
    claims = {**of_pull_request("ids"), "sub": "repo:mallory@66/octo-repo@74:pull_request"}
    with pytest.raises(RefusalError, match="Not authorized"):
        session_of_token(stack, role, claims)
