"""What `revstream inspect` understood of an input of payments."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from cli.inspect.text import (
    amounts_text,
    counts_text,
    gap_lines,
    lost_features,
    note_lines,
    row_counts,
    row_lines,
    span_text,
)
from cli.options.input_options import InputOptions, read_input
from datasets.history_summary import summary_of
from features.fraud.definitions import load_definitions


class PaymentsRead:
    """Payments, and what is to be said of them.

    Args:
        given: the input.
        path: of a definition file, or the shipped one.
        show_progress: whether on stderr.

    Raises:
        FaultyRowsError: rows are no payments.
        ValueError: the input is not usable.
    """

    def __init__(self, given: InputOptions, path: str, *, show_progress: bool) -> None:
        definitions = load_definitions(path)
        self._history = read_input(given.under(definitions), show_progress=show_progress)
        self._summary = summary_of(self._history)
        self._lost = lost_features(self._history.unfed_fields, definitions.features)

    def as_json(self) -> dict[str, Any]:
        """All of it for a script."""
        history = self._history
        return {
            **asdict(self._summary),
            **row_counts(history.counts),
            "unfed_fields": dict(history.unfed_fields),
            "lost_features": self._lost,
            "notes": list(history.notes),
            "data_id": history.data_id,
        }

    def lines(self) -> Iterator[str]:
        """All of it for a person."""
        history, summary = self._history, self._summary
        yield from row_lines(history.counts, "payments")
        yield f"payments   {summary.payments:,}"
        yield f"time       {span_text(summary.first_event_time_ms, summary.last_event_time_ms)}"
        yield f"cards      {summary.cards:,}"
        yield f"merchants  {summary.merchants:,}"
        yield f"countries  {summary.countries:,}"
        yield f"channels   {counts_text(summary.channels)}"
        for code, found in summary.amounts.items():
            text = amounts_text(code, found.smallest_minor, found.median_minor, found.largest_minor)
            yield f"amounts    {text} ({found.payments:,} payments)"
        yield f"labels     {summary.labels:,}, payments that they call fraud {summary.frauds:,}"
        yield f"data id    {history.data_id}"
        yield ""
        left_out = "Features left out of training for it"
        yield from gap_lines(history.unfed_fields, self._lost, left_out)
        yield ""
        yield from note_lines(history.notes)
