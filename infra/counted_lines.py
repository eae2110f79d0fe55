"""What is counted in the logs of a stack's programs, for alarms to look at."""

from typing import Final

from infra.components.system_logs import CountedLines
from infra.metrics import (
    COMPARED,
    DIFFERING,
    DRIFT_ALARMS,
    PYTHON_ERRORS,
    REQUESTS,
    THROTTLED,
)

PYTHON_FAILURES: Final = CountedLines(
    "python-failures",
    PYTHON_ERRORS,
    '{ ($.logger = "*PythonDriver") && (($.message = "*Traceback*")'
    ' || ($.message = "*Run python process failed*")) }',
)
"""What a failing program looks like. Managed Flink logs all that the program prints under this
logger, below ERROR; and a program that starts well is announced under it, too."""

REQUEST_LINES: Final = (
    CountedLines("requests", REQUESTS, '{ $.logger = "revstream.requests" }'),
    CountedLines(
        "throttledrequests",
        THROTTLED,
        '{ ($.logger = "revstream.requests") && ($.status = 429) }',
    ),
)
"""Of what is served, a line a request."""

_STANDING: Final = '{ $.logger = "revstream.standing" }'

STANDING_LINES: Final = (
    CountedLines("compared", COMPARED, _STANDING, "$.compared"),
    CountedLines("differing", DIFFERING, _STANDING, "$.differ"),
    CountedLines("driftalarms", DRIFT_ALARMS, _STANDING, "$.drift_alarms"),
)
"""Of the same, a line a minute in which there was something to tell."""
