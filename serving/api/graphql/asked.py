"""What is known while a query is answered: who asks, and how much of its budget is left."""

from collections.abc import Callable, Mapping
from typing import Any

from strawberry import Info
from strawberry.permission import BasePermission

from serving.api.access import requests_of
from serving.api.problem import Problem
from serving.shared.caller import Caller


class Asked:
    """One query.

    Args:
        caller: who asks.
        records: that it may ask for.
        values: records times fields, at most.
        count: counts requests of the caller's, or raises Problem where there were too many.

    Attributes:
        fields: at and below each field of the query, by its name in the answer, its fragments
            written out.
    """

    def __init__(
        self, caller: Caller, records: int, values: int, count: Callable[[int], None]
    ) -> None:
        self.caller = caller
        self.fields: Mapping[str, int] = {}
        self._most = self._left = records
        self._most_values = self._left_values = values
        self._count = count
        self._is_counted = True

    def spend(self, records: int, name: str | int) -> None:
        """Begin to read so many; each field that reads costs what it would cost over REST.

        Args:
            records: at most.
            name: of the field in the answer.

        Raises:
            Problem: that is more than a query may ask for, or one too many of the caller's.
        """
        self._left -= records
        if self._left < 0:
            raise Problem("invalid", f"the query asks for more than {self._most} records in all")
        self._left_values -= records * self.fields.get(str(name), 1)
        if self._left_values < 0:
            raise Problem(
                "invalid",
                f"the query asks for more than {self._most_values} values: fewer records, or fewer"
                " fields",
            )
        cost = requests_of(records) - self._is_counted
        if cost:
            self._count(cost)
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
