"""Writes what waits for a client, until it is gone, the feed ends, or its time is over."""

from asyncio import FIRST_COMPLETED, create_task, gather, wait
from collections.abc import Awaitable, Callable, Coroutine

from serving.shared.feed.subscription import Chunk, Subscription

Write = Callable[[list[Chunk]], Awaitable[None]]
"""Sends some chunks; it may wait for as long as the network takes nothing."""


async def deliver(
    client: Subscription, write: Write, gone: Callable[[], Coroutine[object, object, None]]
) -> bool:
    """Deliver to `client` to the end.

    Args:
        client: whose chunks are sent.
        write: sends them.
        gone: returns once the client has gone.

    Returns:
        Whether the client took all and is there still.
    """
    writing, going = create_task(_all(client, write)), create_task(gone())
    # A write that hangs is ended, whatever it waits for.
    client.on_cut(writing.cancel)
    try:
        await wait((writing, going), return_when=FIRST_COMPLETED)
        return writing.done() and not writing.cancelled() and writing.exception() is None
    finally:
        writing.cancel()
        going.cancel()
        await gather(writing, going, return_exceptions=True)


async def _all(client: Subscription, write: Write) -> None:
    while chunks := await client.take():
        await write(chunks)
