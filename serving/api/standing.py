"""A line in the log each minute: how the job agrees with what was said, and how much has drifted.

Where nothing scrapes `/metrics`, what reads the log counts by these lines: on AWS the filters of
the log group.
"""

import logging
from asyncio import sleep
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from serving.fraud.agreement import Agreement
from serving.fraud.drift_watch import DriftWatch
from serving.shared.background import beside

LOGGER: Final = "revstream.standing"

_LOG: Final = logging.getLogger(LOGGER)
_EVERY_S: Final = 60.0


class Standing:
    """Tells what happened since it last told.

    Args:
        agreement: of answers and the job's decisions.
        drift: beside training; None where nothing is compared.
    """

    def __init__(self, agreement: Agreement, drift: DriftWatch | None) -> None:
        self._agreement, self._drift = agreement, drift
        self._told = dict.fromkeys(("agree", "differ"), 0)

    def tell(self) -> None:
        """Log a line, unless there is nothing to say.

        `compared` answers met the job's decision since the last line, `differ` of them another
        one; `drift_alarms` measures are at their alarm now, missing before the first comparison.
        """
        counts = {name: self._agreement.counts[name] for name in self._told}
        differ = counts["differ"] - self._told["differ"]
        compared = counts["agree"] - self._told["agree"] + differ
        self._told = counts
        report = None if self._drift is None else self._drift.report
        alarms = {} if report is None else {"drift_alarms": len(report.of("alarm"))}
        if compared or any(alarms.values()):
            _LOG.info("standing", extra={"compared": compared, "differ": differ, **alarms})

    @asynccontextmanager
    async def telling(self, *_: object) -> AsyncIterator[None]:
        """Tell each minute until the block ends, and once at the end."""

        async def tell_often() -> None:
            while True:
                await sleep(_EVERY_S)
                self.tell()

        async with beside(tell_often):
            yield
        self.tell()
