"""Calls to the store for a server on one thread: those of the same moment in one round trip.

::

    run --+
    run --+-- until the loop turns --> all calls in one write --> each its own replies
    run --+

A call of the client's own pipeline costs the server several times what its answer does.
"""

import math
from asyncio import Future, Task, get_running_loop, timeout
from collections.abc import Callable, Sequence
from typing import Any

from hiredis import pack_command
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as StoreConnectionError
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as StoreTimeoutError

Call = tuple[str | bytes | int, ...]
"""A command and its arguments."""

Asked = tuple[Sequence[Call], "Future[list[Any]]"]


class NotTextError(ResponseError):
    """What came in place of a reply that is not UTF-8: what the server holds there is damaged."""


class GatheredCalls:
    """Sends calls to the store.

    Args:
        client: of `connect_async`; as long as it waits for a reply, the replies to all calls of a
            moment are waited for.
    """

    def __init__(self, client: Redis) -> None:
        self._pool = client.connection_pool
        self._timeout_s: float = self._pool.connection_kwargs["socket_timeout"]
        self._asked: list[Asked] = []
        self._under_way: set[Task[None]] = set()

    async def run(self, *calls: Call) -> list[Any]:
        """The replies to some calls, in their order.

        Who stops waiting disturbs nobody: the calls are made all the same.

        Raises:
            RedisError: there is no connection, it broke, or the server refused one of the calls.
        """
        replies = await self.replies(*calls)
        for one in replies:
            if isinstance(one, ResponseError):
                raise one
        return replies

    async def replies(self, *calls: Call) -> list[Any]:
        """The same, with an error in the place of each call that was refused, or has no text.

        Raises:
            RedisError: there is no connection, or it broke.
        """
        loop = get_running_loop()
        answer: Future[list[Any]] = loop.create_future()
        self._asked.append((calls, answer))
        if len(self._asked) == 1:
            loop.call_soon(self._send)
        return await answer

    def _send(self) -> None:
        asked, self._asked = self._asked, []
        task = get_running_loop().create_task(self._exchange(asked))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _exchange(self, asked: Sequence[Asked]) -> None:
        try:
            replies = await self._exchanged([call for calls, _ in asked for call in calls])
        except Exception as error:  # noqa: BLE001 - whatever it is, who waits must be told
            # What the loop says where a connection was closed under a write is no error of redis.
            told = StoreConnectionError("closed") if type(error) is RuntimeError else error
            for _, answer in asked:
                _fail(answer, told)
            return
        begin = 0
        for calls, answer in asked:
            own = replies[begin : begin + len(calls)]
            begin += len(calls)
            if not answer.done():
                answer.set_result(own)

    async def _exchanged(self, calls: Sequence[Call]) -> list[Any]:
        pool: Any = self._pool
        pack: Callable[[Any], bytes] = pack_command  # its types know no tuple of any length
        connection = await pool.get_connection()
        try:
            async with timeout(self._timeout_s):
                await connection.send_packed_command([b"".join(pack(call) for call in calls)])
                return [await _reply(connection) for _ in calls]
        except TimeoutError:
            # Or replies that still come would be taken for those to the next calls.
            await connection.disconnect(nowait=True)
            raise StoreTimeoutError(f"no reply within {self._timeout_s * 1_000:g} ms") from None
        except BaseException:
            await connection.disconnect(nowait=True)
            raise
        finally:
            await pool.release(connection)


async def _reply(connection: Any) -> Any:  # noqa: ANN401 - of whatever kind the pool has
    try:
        # The time for all replies is bounded; a bound for each would cost as much as reading it.
        reply = await connection.read_response(timeout=math.inf)
    except ResponseError as error:
        return error
    return reply if _is_text(reply) else NotTextError("not UTF-8")


def _is_text(reply: Any) -> bool:  # noqa: ANN401 - a text, a number, nothing, or a list of such
    """Whether all texts of a reply are whole: a byte that is not UTF-8 is half a surrogate pair."""
    if isinstance(reply, list):
        try:
            joined = "".join(reply)
        except TypeError:
            return all(map(_is_text, reply))
        return _is_text(joined)
    if not isinstance(reply, str) or reply.isascii():
        return True
    try:
        reply.encode()
    except UnicodeEncodeError:
        return False
    return True


def pairs(listed: Sequence[str]) -> dict[str, str]:
    """The fields of a hash, which the protocol has as names and values in turn.

    >>> pairs(["count", "3", "mean", "0.1"])
    {'count': '3', 'mean': '0.1'}
    """
    return dict(zip(listed[::2], listed[1::2], strict=True))


def _fail(answer: "Future[list[Any]]", error: Exception) -> None:
    # Who asked may have gone.
    if not answer.done():
        answer.set_exception(error)
