"""The gauges by which a job says how far it has read a history, known to it and to a release."""

from typing import Final

HISTORY_PROGRESS: Final = "history-progress"
"""The operator that has them."""

HISTORY_READ: Final = "history_read"
"""1 once all of it is read, else 0."""

HISTORY_NEWEST_MS: Final = "history_newest_ms"
"""Newest event time so far, in milliseconds since 1970."""

HISTORY_RECORDS: Final = "history_records"
"""Records so far, labels among them."""
