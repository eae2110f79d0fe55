"""A history on this machine as one file: by event time, its labels among its payments.

    history/2026-05-02.jsonl  --+
    history/2026-05-01.jsonl  --+--> sorted --> merged with labels --> the file that the job reads

On a cluster nothing is sorted: there the order of the files' names is that of their times.
"""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import time_ns
from typing import Final

from events.fraud.codec import PaymentDecoder
from features.fraud.replay_file import payment_time_ms
from jobs.fraud.labels_file import merge_files
from jobs.fraud.settings import FraudSettings
from jobs.shared.history.files import NoHistoryError, is_history_file
from jobs.shared.history.sorted_lines import TimedLine, sorted_lines
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
    with payments.open("wb") as output:
        for _, line in sorted_lines(_timed(_files(history.path), settings), folder):
            output.write(line + b"\n")
    for run in folder.glob("run-*"):
        run.unlink()
    if not isinstance(labels, LocalPath):
        return replace(settings, source_history=LocalPath(payments))
    merged = folder / "payments-and-labels.jsonl"
    merge_files(
        payments,
        labels.path,
        merged,
        max_future_ms=settings.time_max_future_ms,
        card_numbers=settings.accepts_card_numbers,
    )
    payments.unlink()
    return replace(settings, source_history=LocalPath(merged), labels_uri=Inline())


def _files(history: Path) -> list[Path]:
    if history.is_file():
        return [history]
    found = sorted(
        path
        for path in history.rglob("*")
        if path.is_file() and is_history_file(path.relative_to(history).parts)
    )
    if not found:
        raise NoHistoryError(f"source.history: file:{history}: no JSON Lines in this folder")
    return found


def _timed(files: list[Path], settings: FraudSettings) -> Iterator[TimedLine]:
    """The lines with their event times; what is no payment stays behind the line before it."""
    decoder = PaymentDecoder(
        max_future_ms=settings.time_max_future_ms, card_numbers=settings.accepts_card_numbers
    )
    now_ms = time_ns() // 1_000_000
    last_ms = 0
    for path in files:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rb") as lines:
            for line in lines:
                raw = line.rstrip(b"\r\n")
                time_ms = payment_time_ms(decoder, raw, now_ms)
                last_ms = last_ms if time_ms is None else time_ms
                yield last_ms, raw
