"""Policy documents of IAM, from statements that name what they are for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi

Conditions = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What is allowed, on what, and on which condition.

    Attributes:
        sid: what it is for, in letters and digits.
        actions: such as `kinesis:PutRecords`.
        resources: ARNs.
        conditions: value by condition key, by operator.
    """

    sid: str
    actions: Sequence[str]
    resources: Sequence[pulumi.Input[str]]
    conditions: Conditions = field(default_factory=dict)


def policy_document(statements: Sequence[Statement]) -> dict[str, Any]:
    """The document that allows all of `statements`."""
    return {"Version": "2012-10-17", "Statement": [_allow(each) for each in statements]}


def _allow(statement: Statement) -> dict[str, Any]:
    allowed: dict[str, Any] = {
        "Sid": statement.sid,
        "Effect": "Allow",
        "Action": list(statement.actions),
        "Resource": list(statement.resources),
    }
    if statement.conditions:
        allowed["Condition"] = statement.conditions
    return allowed


def service_trust(service: str, conditions: Conditions) -> dict[str, Any]:
    """The document by which an AWS service may take a role on, under `conditions`."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": service},
                "Action": "sts:AssumeRole",
                "Condition": conditions,
            }
        ],
    }
