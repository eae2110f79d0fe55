"""A process that dies right after any one of the calls by which a release changes something.

A death after a call that only reads leaves the world as a death after the change before it did.
"""

from collections.abc import Callable
from typing import Any, Final

CHANGES: Final = frozenset(
    {
        "create_snapshot",
        "delete",
        "delete_snapshot",
        "destroy",
        "refresh",
        "start",
        "stop",
        "update",
        "write",
    }
)


class Killed(BaseException):
    """The process is gone; nothing that it holds can run any more."""


class Life:
    """The changes of one process, but for renewals of its lease.

    Args:
        dies_after: the number of a change, from 1 on, or a part of what it is.
    """

    def __init__(self, dies_after: int | str | None = None) -> None:
        self.changes: list[str] = []
        self._dies_after = dies_after
        self._is_over = False

    def changed(self, what: str) -> None:
        """Something was changed."""
        if what in self.changes and "lease" in what:
            return
        self.changes.append(what)
        dies_after = self._dies_after
        named = isinstance(dies_after, str) and dies_after in what
        if named or len(self.changes) == dies_after:
            self._is_over = True
            raise Killed

    def check(self) -> None:
        """Nothing can be called any more after death."""
        if self._is_over:
            raise Killed


class Mortal:
    """Any port, in a process that may die."""

    def __init__(self, port: object, life: Life) -> None:
        self._port, self._life = port, life

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401, D105 - that of the port
        value = getattr(self._port, name)
        return self._watched(name, value) if callable(value) else value

    def _watched(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:  # noqa: ANN401 - those of the port
            self._life.check()
            result = method(*args, **named)
            if name in CHANGES:
                self._life.changed(f"{name} {args[0] if args else ''}")
            return result

        return call
