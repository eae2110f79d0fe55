"""What IAM says at once and the rest of AWS learns later: a role that was made or changed.

ministack knows a role everywhere from the first moment; AWS's services refuse it for some seconds.
"""

from time import monotonic
from typing import Final

from tests.infra.emulator.aws_calls import Aws, RefusalError

PROPAGATION_S: Final = 1.5
"""How long a service refuses a role that was made or changed."""

# Of the clock, by the id that IAM gave the role.
_changed_at: Final[dict[str, float]] = {}


def note_change(role_id: str) -> None:
    """The role was made, or its trust or its rights were changed."""
    _changed_at[role_id] = monotonic()


def require_known(aws: Aws, role_arn: str, refusal: str) -> None:
    """See to it that a service can take on the role.

    Raises:
        RefusalError: there is no such role, or, with `refusal`, it is too young.
    """
    role = aws("iam", "get_role", RoleName=role_arn.rsplit("/", 1)[-1])["Role"]
    changed_at = _changed_at.get(role["RoleId"])
    if changed_at is not None and monotonic() - changed_at < PROPAGATION_S:
        raise RefusalError(f"{role_arn}: {refusal}")
