"""Settles what is owed before a process ends: a store that is back soon takes it."""

import logging
from asyncio import sleep, timeout
from contextlib import suppress
from typing import Final

from serving.shared.usage.meter import Meter
from serving.shared.usage.settling import Settled

ENDS_WITHIN_S: Final = 5.0
"""How long that may take: who stops a service often kills it 10 s later."""

_PAUSE_S: Final = 0.1
_LOG: Final = logging.getLogger(__name__)


async def settle_at_end(meter: Meter, within_s: float = ENDS_WITHIN_S) -> None:
    """Settle until nothing is owed, or only what damaged keys do not take, or the time is over.

    Args:
        meter: owes; nothing is counted with it any more.
        within_s: seconds.
    """
    with suppress(TimeoutError):
        async with timeout(within_s):
            settled = await meter.settle()
            while settled is Settled.AWAY:
                await sleep(_PAUSE_S)
                settled = await meter.settle()
    if meter.owed:
        _LOG.error("ended with answers owed to the count: %d", meter.owed)
