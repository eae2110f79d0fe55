"""The probe's operator: what the worker's Python has, written to the worker's log."""

import logging
from collections.abc import Callable
from typing import Final

from pyflink.datastream import MapFunction, RuntimeContext

from events.shared.probe_report import ProbeReport, as_line
from udfs.shared.probe.place import Checks, checks, findings
from udfs.shared.unpacked_code import keep_code_readable

_LOGGER: Final = "revstream.probe"


class ProbeStage(MapFunction):  # type: ignore[misc]
    """Any record in, the worker's report out as its line.

    Args:
        region: whose endpoints are looked up; None looks up none.
        own: makes the checks of a job, on the worker.
    """

    def __init__(self, region: str | None, own: Callable[[], Checks]) -> None:
        self._region, self._own = region, own

    def open(self, runtime_context: RuntimeContext) -> None:  # noqa: ARG002 - Flink's signature
        """Let code be found after a restart."""
        keep_code_readable()

    def map(self, value: str) -> str:  # noqa: ARG002 - that it has come this far is what counts
        """Look around once for the record."""
        line = as_line(ProbeReport("worker", findings(checks(self._region, self._own()))))
        _log(line)
        return line


def _log(line: str) -> None:
    """Through the logger of the JVM in thread mode, where Python's own leads nowhere."""
    try:
        from pemja import findClass  # noqa: PLC0415 - exists inside a JVM only
    except ImportError:
        logging.getLogger(_LOGGER).warning(line)
    else:
        # Of a text alone pemja takes the method with further arguments, and fails for want of them.
        findClass("org.slf4j.LoggerFactory").getLogger(_LOGGER).info("{}", line)
