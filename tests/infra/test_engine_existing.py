"""A stack in a network, with a key and streams that are there already, through the real engine."""

import os
import subprocess
from pathlib import Path
from typing import Any

from tests.infra.emulated_stack import EmulatedStack, emulated_stack
from tests.infra.emulator.inventory import inventory


def test_what_was_there_is_used_found_drifted_or_not_and_outlives_the_stack(tmp_path: Path) -> None:
    with emulated_stack("dev", tmp_path) as stack:
        stack.set("network", {})
        stack.set("streams", {"shards": 1, "max_shards": 2})
        stack.set("existing", _existing(stack))
        before, table = inventory(stack.account), _routes(stack)
        stack.workspace.up()
        assert stack.application["ApplicationStatus"] == "RUNNING"
        outputs = stack.workspace.outputs()
        assert outputs is not None
        told = outputs.applications["fraud"].properties
        assert told["source"]["uri"] == "kinesis:corp-payments"
        _scale(stack, "labels-dev")
        assert _drift(stack) == 0

        _retain(stack, "labels-dev", hours=48)
        assert _drift(stack) != 0
        stack.workspace.destroy()
        assert inventory(stack.account) == before
        assert _routes(stack) == table


def _existing(stack: EmulatedStack) -> dict[str, Any]:
    """Make what somebody else owns; the values that name it."""
    aws = stack.account
    vpc_id = aws("ec2", "create_vpc", CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet_ids = [
        aws(
            "ec2",
            "create_subnet",
            VpcId=vpc_id,
            CidrBlock=f"10.9.{index}.0/24",
            AvailabilityZone=f"{aws.region}{zone}",
        )["Subnet"]["SubnetId"]
        for index, zone in enumerate("ab")
    ]
    table = aws("ec2", "create_route_table", VpcId=vpc_id)["RouteTable"]["RouteTableId"]
    aws("kinesis", "create_stream", StreamName="corp-payments", ShardCount=1)
    described = aws("kinesis", "describe_stream_summary", StreamName="corp-payments")
    return {
        "vpc_id": vpc_id,
        "subnet_ids": subnet_ids,
        "route_table_ids": [table],
        "key_arn": aws("kms", "create_key")["KeyMetadata"]["Arn"],
        "streams": {"payments": {"arn": described["StreamDescriptionSummary"]["StreamARN"]}},
    }


def _routes(stack: EmulatedStack) -> list[Any]:
    tables = stack.account("ec2", "describe_route_tables")["RouteTables"]
    return [(table["RouteTableId"], table["Routes"]) for table in tables]


def _retain(stack: EmulatedStack, name: str, hours: int) -> None:
    """Change a stream behind the stack's back."""
    stack.account(
        "kinesis",
        "increase_stream_retention_period",
        StreamName=name,
        RetentionPeriodHours=hours,
    )


def _scale(stack: EmulatedStack, name: str) -> None:
    """Change the number of shards, as the stack's own function does by load."""
    stack.account(
        "kinesis",
        "update_shard_count",
        StreamName=name,
        TargetShardCount=2,
        ScalingType="UNIFORM_SCALING",
    )


def _drift(stack: EmulatedStack) -> int:
    """Exit code of the command that the workflow for drift runs."""
    return subprocess.run(
        ["pulumi", "refresh", "--stack", stack.name, "--preview-only", "--expect-no-changes"],
        cwd=stack.root,
        env={**os.environ, **stack.environ},
        capture_output=True,
        check=False,
    ).returncode
