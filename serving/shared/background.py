"""Work that goes on beside what is served, for as long as it is."""

import logging
from asyncio import create_task, gather, sleep
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

_LOG: Final = logging.getLogger(__name__)
_AGAIN_AFTER_S: Final = 1.0

Work = Callable[[], Awaitable[None]]


@asynccontextmanager
async def beside(*works: Work) -> AsyncIterator[None]:
    """Do `works` until the block ends; one that fails is logged and begun anew."""
    tasks = [create_task(_for_ever(work)) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await gather(*tasks, return_exceptions=True)


async def _for_ever(work: Work) -> None:
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - what it is follows in the log, without values
            _LOG.error("work beside the service begins anew: %s", type(error).__name__)
        await sleep(_AGAIN_AFTER_S)
