"""IAM policy documents out of statements."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

Values = pulumi.Input[str] | Sequence[pulumi.Input[str]]
Condition = Mapping[str, Mapping[str, Any]]


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    """A document of `statements`; values in it may be outputs."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(
    sid: str,
    actions: Sequence[str],
    resources: Values,
    *,
    principal: str | Mapping[str, Values] | None = None,
    condition: Condition | None = None,
) -> dict[str, Any]:
    """A statement that allows `actions` on `resources`.

    Args:
        sid: letters and digits that say what it is for.
        actions: `service:Action`, no wildcards.
        resources: ARNs.
        principal: who is allowed, in a policy of a resource.
        condition: values by key by operator.
    """
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": resources,
        **({"Principal": principal} if principal is not None else {}),
        **({"Condition": condition} if condition is not None else {}),
    }


def deny(sid: str, actions: Sequence[str], resources: Values) -> dict[str, Any]:
    """A statement that forbids `actions` on `resources`, whatever else allows them."""
    return {**allow(sid, actions, resources), "Effect": "Deny"}


def assumed_by(service: str) -> dict[str, Any]:
    """The trust policy of a role that `service`, such as `lambda.amazonaws.com`, takes on."""
    return policy(
        {
            "Sid": "Service",
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
        }
    )
