"""The function that changes shards may change those of its streams and nothing else."""

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pulumi
import pytest

from infra.aws_account import AwsAccount
from infra.components.shard_scaler import ScaledStream, ShardScaler, ShardScalerArgs
from infra.shard_scaling import handler
from tests.infra.cloud_outputs import REGION, arn
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
                account=AwsAccount.of_credentials(REGION),
                streams=streams,
                log_group="/revstream/dev/shard-scaler",
                log_retention_days=30,
                key_arn=_KEY,
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


def test_the_function_may_change_its_own_streams_alone(made: Program) -> None:
    allowed = {each.content.get("Sid"): each for each in statements(made.only("iam:Role"))}
    assert allowed["ItsStreams"].resources == (_PAYMENTS,)
    changing = [each for each in allowed.values() if "kinesis:UpdateShardCount" in each.actions]
    assert changing == [allowed["ItsStreams"]]


def test_only_its_schedule_may_call_the_function(made: Program) -> None:
    rule = made.only("events:Rule")
    assert rule.inputs["scheduleExpression"] == "rate(5 minutes)"
    permission = made.only("lambda:Permission").inputs
    assert permission["principal"] == "events.amazonaws.com"
    assert permission["sourceArn"] == rule.outputs["arn"]


def test_a_scaler_without_streams_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one stream"):
        run(_scaler())
