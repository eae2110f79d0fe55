"""A history on this machine as one file: by event time, its labels among its payments."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from jobs.fraud.labels_file import merge_files, payment_times
from jobs.fraud.settings import FraudSettings
from jobs.shared.history.one_file import write_in_order
from jobs.shared.locations import Inline, LocalPath

_PAYMENTS: Final = "payments.jsonl"


def with_history_in_one_file(settings: FraudSettings, folder: Path) -> FraudSettings:
    """`settings` of a job that reads the history, whose history is one file in `folder`.

    Lines that say what they are, as where labels are inline, stay in the files' order.

    Raises:
        NoHistoryError: there are no files.
    """
    history, labels = settings.source_history, settings.labels_uri
    if not isinstance(history, LocalPath) or isinstance(labels, Inline):
        return settings
    folder.mkdir()
    payments = folder / _PAYMENTS
    ahead_ms, card_numbers = settings.time_max_future_ms, settings.accepts_card_numbers
    time_of = payment_times(max_future_ms=ahead_ms, card_numbers=card_numbers)
    write_in_order(history.path, payments, time_of)
    if not isinstance(labels, LocalPath):
        return replace(settings, source_history=LocalPath(payments))
    merged = folder / "payments-and-labels.jsonl"
    merge_files(payments, labels.path, merged, max_future_ms=ahead_ms, card_numbers=card_numbers)
    payments.unlink()
    return replace(settings, source_history=LocalPath(merged), labels_uri=Inline())
