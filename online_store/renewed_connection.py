"""TLS connections that end before the server would end them.

opened --commands--> old --next command--> closed, opened and logged in anew, command
"""

from collections.abc import Callable
from time import monotonic
from typing import Any

from redis.asyncio.connection import SSLConnection as AsyncSSLConnection
from redis.connection import SSLConnection


class Lifetime:
    """How long a connection may live since it was opened.

    Args:
        longest_s: age in seconds from which on it is over.
        clock: seconds that only grow.
    """

    def __init__(self, longest_s: float, clock: Callable[[], float]) -> None:
        self._longest_s = longest_s
        self._clock = clock
        self._opened_s = clock()

    @property
    def is_over(self) -> bool:
        """Whether the connection is old."""
        return self._clock() - self._opened_s >= self._longest_s

    def begin(self, _connection: object) -> None:
        """It has been opened now."""
        self._opened_s = self._clock()


class _Renewed:
    """What both kinds of connection have: a lifetime, which begins whenever they are opened."""

    def __init__(
        self,
        *,
        longest_s: float,
        clock: Callable[[], float] = monotonic,
        **options: Any,  # noqa: ANN401 - handed on
    ) -> None:
        super().__init__(**options)
        self._lifetime = Lifetime(longest_s, clock)
        connection: Any = self
        connection.register_connect_callback(self._lifetime.begin)


class RenewedConnection(_Renewed, SSLConnection):
    """A connection that a pool, when it next gives it out, opens anew if it is old.

    A server that ends a connection by itself may do so in the middle of a round trip, which
    would count as an outage.

    Args:
        longest_s: age in seconds from which on it is opened anew.
        clock: seconds that only grow.
        options: those of `redis.connection.SSLConnection`.
    """

    def connect(self) -> None:
        """Open it, unless it is open and young."""
        if self._lifetime.is_over:
            self.disconnect()  # type: ignore[no-untyped-call]
        super().connect()  # type: ignore[no-untyped-call]


class AsyncRenewedConnection(_Renewed, AsyncSSLConnection):
    """The same for who must not wait.

    Args:
        longest_s: age in seconds from which on it is opened anew.
        clock: seconds that only grow.
        options: those of `redis.asyncio.connection.SSLConnection`.
    """

    async def connect(self) -> None:
        """Open it, unless it is open and young."""
        if self._lifetime.is_over:
            await self.disconnect()
        await super().connect()  # type: ignore[no-untyped-call]
