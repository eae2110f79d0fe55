"""The gauges by which a job says how far it has read a history, known to it and to a release."""

from typing import Final

HISTORY_PROGRESS: Final = "history-progress"
"""The operator that has them."""

HISTORY_READ: Final = "history_read"
"""0 until all of it is read, then which attempt of the operator says so, from 1.

A gauge outlives what it is of: after a restart from before the end it still shows what the last
attempt had read, until the next one shows its own."""

HISTORY_NEWEST_MS: Final = "history_newest_ms"
"""Newest event time so far, in milliseconds since 1970."""

HISTORY_RECORDS: Final = "history_records"
"""Records so far, labels among them."""
