"""Whether the store answers: the log says why it does not, once a cause, and when it is back."""

import logging
from asyncio import sleep, timeout
from collections.abc import Awaitable, Callable
from typing import Final

from online_store.errors import StoreUnavailable

EVERY_S: Final = 5.0
_WITHIN_S: Final = 2.0
_LOG: Final = logging.getLogger("revstream.store")


class WatchedStore:
    """Asks the store now and then, for whoever reads the log.

    Args:
        answers: returns if the store does.
        every_s: seconds between two questions.
    """

    def __init__(self, answers: Callable[[], Awaitable[None]], every_s: float = EVERY_S) -> None:
        self._answers, self._every_s = answers, every_s
        self._told: str | None = None

    async def run(self) -> None:
        """Ask again and again."""
        while True:
            await self.look()
            await sleep(self._every_s)

    async def look(self) -> None:
        """Ask once."""
        cause = await self._cause()
        if cause == self._told:
            return
        if cause is None:
            _LOG.info("the store answers again")
        else:
            _LOG.error("the store does not answer: %s", cause)
        self._told = cause

    async def _cause(self) -> str | None:
        try:
            async with timeout(_WITHIN_S):
                await self._answers()
        except TimeoutError:
            return f"not within {_WITHIN_S:g} s"
        except StoreUnavailable as error:
            # It names a host, a command or a user, and no value.
            return str(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, it does not answer
            return type(error).__name__
        return None
