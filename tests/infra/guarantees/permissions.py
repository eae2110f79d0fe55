"""Nobody may do more than AWS makes us allow; each exception has its name and reason here."""

from collections.abc import Iterator
from typing import Final

from infra import application_rights, pipeline_actions, pipeline_serving_rights, serving_rights
from tests.infra.mocks import Program
from tests.infra.policy_statements import Statement, statements

# Actions for which AWS knows no resource, so that a policy can only name all of them.
WITHOUT_RESOURCE: Final = {
    "cloudwatch:PutMetricData": "metrics have no ARN; a condition on the namespace is expected",
    "cloudwatch:GetMetricData": "metrics have no ARN and reading knows no condition",
    **application_rights.UNSCOPED,
    **pipeline_serving_rights.UNSCOPED_READS,
    **pipeline_serving_rights.UNSCOPED_WRITES,
    **serving_rights.UNSCOPED,
    **pipeline_actions.UNSCOPED_READS,
    **pipeline_actions.UNSCOPED_WRITES,
}
# Actions without a resource whose reach a condition can limit, and therefore must.
_NEEDS_CONDITION: Final = {
    "cloudwatch:PutMetricData": "cloudwatch:namespace",
    "kinesisanalytics:CreateApplication": "aws:RequestTag/environment",
    "kms:CreateKey": "aws:RequestTag/environment",
}
# Where `Resource: "*"` means the resource that has the policy.
_POLICY_OF_ITSELF: Final = frozenset({"aws-native:kms:Key"})
# Wide actions, by resource type and Sid, with the reason.
WIDE_ACTIONS: Final = {
    ("aws-native:kms:Key", "AccountAdministersThroughIam"): (
        "without it nobody could ever change the key's policy, and no IAM policy could use the key"
    ),
}


def least_actions(program: Program) -> Iterator[str]:
    """No statement allows actions by a wildcard."""
    for resource in program.custom:
        for statement in statements(resource):
            if (resource.type, statement.content.get("Sid")) in WIDE_ACTIONS:
                continue
            wide = [action for action in statement.actions if "*" in action]
            if statement.allows and wide:
                yield f"{statement}: action {', '.join(wide)}"


def least_resources(program: Program) -> Iterator[str]:
    """No statement allows an action on everything, unless AWS knows no resource for it."""
    for resource in program.custom:
        if resource.type in _POLICY_OF_ITSELF:
            continue
        for statement in statements(resource):
            wide = [each for each in statement.resources if _is_everything(each)]
            if statement.allows and wide:
                yield from _needless(statement, wide)


def _needless(statement: Statement, wide: list[str]) -> Iterator[str]:
    for action in statement.actions:
        if action not in WITHOUT_RESOURCE:
            yield f"{statement}: {action} on {', '.join(wide)}"
        elif _NEEDS_CONDITION.get(action, "") not in {"", *statement.condition_keys}:
            yield f"{statement}: {action} without a condition on {_NEEDS_CONDITION[action]}"


def _is_everything(resource: str) -> bool:
    """Whether it is `*`, or an ARN of any account or of any name."""
    if resource == "*":
        return True
    parts = resource.split(":", 5)
    return len(parts) == 6 and (parts[4] == "*" or parts[5].startswith("*"))
