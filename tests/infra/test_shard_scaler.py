"""The function that changes shards may change those of its streams and nothing else."""

import copy
import importlib
import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest

from infra.aws_account import AwsAccount
from infra.components.shard_scaler import (
    ScaledStream,
    ShardScaler,
    ShardScalerArgs,
    scaled_streams,
)
from infra.shard_scaling import handler
from infra.stack_config import StackConfig
from tests.infra.cloud_outputs import ACCOUNT_ID, REGION, arn
from tests.infra.emulator import server
from tests.infra.faults import faults
from tests.infra.mocks import Program, run
from tests.infra.policy_statements import statements

_TAGS = {"project": "revstream", "environment": "dev", "managed-by": "pulumi"}
_KEY = arn("kms", "key/1111aaaa-22bb-33cc-44dd-5555eeee6666")
_PAYMENTS = arn("kinesis", "stream/payments-dev")


def _scaler(*streams: ScaledStream) -> Callable[[], None]:
    def program() -> None:
        scaler = ShardScaler(
            "shard-scaler",
            ShardScalerArgs(
                function="shard-scaler-dev",
                role_name=f"shard-scaler-dev-{REGION}",
                account=AwsAccount.of_credentials(REGION),
                streams=streams,
                log_group="/revstream/dev/shard-scaler",
                log_retention_days=30,
                key_arn=_KEY,
                propagation_s=60,
                tags=_TAGS,
            ),
        )
        pulumi.export("function", scaler.function_arn)

    return program


@pytest.fixture(scope="module")
def made() -> Program:
    return run(_scaler(ScaledStream("payments-dev", _PAYMENTS, least=4, most=16)))


def test_the_scaler_is_valid(made: Program) -> None:
    assert faults(made) == []
    assert made.exports["function"] == arn("lambda", "function:shard-scaler-dev")


def test_the_code_is_found_under_the_name_that_lambda_calls(
    made: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = made.only("lambda:Function").inputs
    (tmp_path / "index.py").write_text(function["code"]["zipFile"], encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    module, _, name = function["handler"].partition(".")
    assert callable(getattr(importlib.import_module(module), name))
    monkeypatch.delitem(sys.modules, module)


def test_the_function_knows_its_streams(made: Program) -> None:
    function = made.only("lambda:Function").inputs
    streams = json.loads(function["environment"]["variables"][handler.STREAMS_VARIABLE])
    assert streams == {"payments-dev": {"least": 4, "most": 16}}


def test_the_function_looks_at_its_own_streams_alone_and_changes_shards_in_its_region(
    made: Program,
) -> None:
    allowed = {each.content.get("Sid"): each for each in statements(made.only("iam:Role"))}
    assert allowed["LookAtItsStreams"].resources == (_PAYMENTS,)
    changing = [each for each in allowed.values() if "kinesis:UpdateShardCount" in each.actions]
    assert changing == [allowed["ChangeShards"]]
    region = {"StringEquals": {"aws:RequestedRegion": REGION}}
    assert changing[0].content["Condition"] == region


def test_only_its_schedule_may_call_the_function(made: Program) -> None:
    rule = made.only("events:Rule")
    assert rule.inputs["scheduleExpression"] == "rate(5 minutes)"
    permission = made.only("lambda:Permission").inputs
    assert permission["principal"] == "events.amazonaws.com"
    assert permission["sourceArn"] == rule.outputs["arn"]


def _emulated(text: str) -> str:
    """`text` with the emulator's region and account in place of those of the stand-ins."""
    return text.replace(REGION, server.REGION).replace(ACCOUNT_ID, server.ACCOUNT)


def test_lambda_can_run_the_code_as_it_is_deployed(made: Program, tmp_path: Path) -> None:
    function = made.only("lambda:Function").inputs
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("index.py", function["code"]["zipFile"])
    with server.emulated_aws(tmp_path) as aws:
        kinesis: Any = aws.client("kinesis")
        kinesis.create_stream(StreamName="payments-dev", ShardCount=2)
        lambda_: Any = aws.client("lambda")
        lambda_.create_function(
            FunctionName=function["functionName"],
            Runtime=function["runtime"],
            Handler=function["handler"],
            Role=_emulated(arn("iam", "role/shard-scaler-dev", region="")),
            Code={"ZipFile": archive.getvalue()},
            Environment={"Variables": function["environment"]["variables"]},
            Timeout=function["timeout"],
        )
        answer = lambda_.invoke(
            FunctionName=function["functionName"], Payload=b'{"time": "2026-03-01T12:00:00Z"}'
        )
        (result,) = json.load(answer["Payload"])
    assert (result["open_shards"], result["wanted_shards"]) == (2, 4)


def test_the_role_is_enough_for_its_streams_and_for_no_other(
    made: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inline,) = copy.deepcopy(made.only("iam:Role").inputs["policies"])
    for statement in inline["policyDocument"]["Statement"]:
        # The emulator does not tell the namespace, so that no condition on it could be met.
        statement.pop("Condition", None)
    rights = _emulated(json.dumps(inline["policyDocument"]))
    with server.emulated_aws(tmp_path, auth=True) as aws:
        kinesis: Any = aws.client("kinesis")
        for stream in ("payments-dev", "payments-prod"):
            kinesis.create_stream(StreamName=stream, ShardCount=2)
        iam: Any = aws.client("iam")
        iam.create_user(UserName="scaler")
        iam.put_user_policy(UserName="scaler", PolicyName="rights", PolicyDocument=rights)
        key = iam.create_access_key(UserName="scaler")["AccessKey"]
        monkeypatch.setenv("AWS_ENDPOINT_URL", aws.endpoint_url)
        monkeypatch.setenv("AWS_DEFAULT_REGION", aws.region)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
        streams = {name: {"least": 4, "most": 8} for name in ("payments-dev", "payments-prod")}
        monkeypatch.setenv(handler.STREAMS_VARIABLE, json.dumps(streams))
        with pytest.raises(handler.ScalingError, match=r"^payments-prod: .*AccessDenied") as failed:
            handler.handler({"time": "2026-03-01T12:00:00Z"}, None)
        shards = {
            name: kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]
            for name in streams
        }
    assert "payments-dev" not in str(failed.value)
    assert {name: each["OpenShardCount"] for name, each in shards.items()} == {
        "payments-dev": 4,
        "payments-prod": 2,
    }


def test_only_streams_with_a_greatest_number_are_scaled(
    stack_config: Callable[..., StackConfig],
) -> None:
    config = stack_config(
        streams={"shards": 4, "max_shards": 16},
        stream_overrides={"labels": {"shards": 1}, "features": {"mode": "ON_DEMAND"}},
    )
    arns = {name: arn("kinesis", name) for name in ("payments", "labels", "features")}
    assert scaled_streams(config, arns) == (
        ScaledStream("payments-dev", arn("kinesis", "payments"), least=4, most=16),
    )


def test_a_scaler_without_streams_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one stream"):
        run(_scaler())
