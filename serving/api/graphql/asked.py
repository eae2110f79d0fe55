"""What is known while a query is answered: who asks, and how much of its budget is left."""

from collections.abc import Callable
from typing import Any

from strawberry import Info
from strawberry.permission import BasePermission

from serving.api.problem import Problem
from serving.shared.caller import Caller


class Asked:
    """One query.

    Args:
        caller: who asks.
        records: that it may ask for.
        count: counts a request of the caller's, or raises Problem where there were too many.
    """

    def __init__(self, caller: Caller, records: int, count: Callable[[], None]) -> None:
        self.caller = caller
        self._most = self._left = records
        self._count = count
        self._is_counted = True

    def spend(self, records: int) -> None:
        """Begin to read so many; each field that reads is a request, as it would be over REST.

        Raises:
            Problem: that is more than a query may ask for, or one too many of the caller's.
        """
        self._left -= records
        if self._left < 0:
            raise Problem("invalid", f"the query asks for more than {self._most} records in all")
        if not self._is_counted:
            self._count()
        self._is_counted = False


AskedInfo = Info[Asked, None]


class Explains(BasePermission):
    """The key has the scope `explain`."""

    def has_permission(
        self,
        source: Any,  # noqa: ANN401, ARG002 - strawberry's own signature
        info: AskedInfo,
        **_: object,
    ) -> bool:
        """Whether a field that says why is shown."""
        return "explain" in info.context.caller.scopes

    def on_unauthorized(self) -> None:
        """Refuse a field.

        Raises:
            Problem: always.
        """
        raise Problem("forbidden", "the key lacks the scope explain")
