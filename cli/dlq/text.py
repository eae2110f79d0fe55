"""Dead letters as text for a terminal: nothing that it would obey, and no card number."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from dead_letters.counting import CauseCount, Overview
from dead_letters.letter import DeadLetter
from dead_letters.replay import ReplayPlan
from events.shared.card_numbers import masked
from reporting.printable import printable
from reporting.wording import counted

SHOWN_ID: Final = 12
_SHOWN_CHARACTERS: Final = 2_000
_SHOWN_DETAIL: Final = 100
_BAR: Final = 40
_SHOWN_HELD: Final = 10


def overview_text(counts: Overview) -> Iterator[str]:
    """The counts, the most frequent cause first."""
    yield f"{counted(counts.letters, 'dead letter')} of {counted(counts.records, 'record')}"
    if not counts.letters:
        return
    yield ""
    yield f"{'letters':>8} {'records':>8}  {'kind':8} {'cause':20} {'field':18} last arrival, UTC"
    for count in counts.causes:
        yield from _cause_text(count)
    yield ""
    yield "letters by hour of arrival, UTC"
    most = max(counts.hours.values())
    for hour, letters in counts.hours.items():
        yield f"  {hour.replace('T', ' '):14} {letters:>8}  {'#' * -(-letters * _BAR // most)}"


def _cause_text(count: CauseCount) -> Iterator[str]:
    yield (
        f"{count.letters:>8} {count.records:>8}  {count.record:8} {shown(count.cause):20}"
        f" {shown(count.field or '-'):18} {_time(count.last_ms)}"
    )
    sample_id = shown(count.sample_id)[:SHOWN_ID]
    yield f"{'':19}{sample_id}: {shown(count.sample_detail)[:_SHOWN_DETAIL]}"


def letter_text(letter: DeadLetter) -> str:
    """One letter with its original bytes, those of a card number masked."""
    field = "" if letter.field is None else f" ({shown(letter.field)})"
    head = (
        f"{shown(letter.id)}  {letter.record}, {shown(letter.cause)}{field}, arrived"
        f" {_time(letter.arrived_ms)}, {len(letter.raw):,} bytes"
    )
    return f"{head}\n  {shown(letter.detail)}\n  {shown_bytes(letter.raw)}"


def letter_fields(letter: DeadLetter) -> dict[str, Any]:
    """The same as fields for JSON."""
    return {
        "dead_letter_id": shown(letter.id),
        "record": letter.record,
        "cause": shown(letter.cause),
        "field": None if letter.field is None else shown(letter.field),
        "detail": shown(letter.detail),
        "arrived_ms": letter.arrived_ms,
        "size_bytes": len(letter.raw),
        "text": shown_bytes(letter.raw),
    }


def plan_text(plan: ReplayPlan, to: str, *, sent: bool) -> Iterator[str]:
    """What a replay does, or has done."""
    verb = "sent" if sent else "would send"
    yield f"{verb} {counted(len(plan.send), 'record')} to {to}"
    if plan.repetitions:
        yield f"{counted(plan.repetitions, 'letter')} of a record that another letter is of too"
    for obstacle, letters in sorted(plan.obstacles.items()):
        yield f"held back, {obstacle}: {counted(letters, 'record')}"
        those = [held for held in plan.held if held.obstacle == obstacle]
        for held in those[:_SHOWN_HELD]:
            yield f"  {shown(held.dead_letter_id)[:SHOWN_ID]}: {shown(held.detail)[:_SHOWN_DETAIL]}"


def shown(text: str) -> str:
    """Text of others, as it may be printed."""
    return printable(_masked_text(text))


def shown_bytes(raw: bytes) -> str:
    """Bytes of others, as they may be printed: what is no UTF-8 or no text by its escape."""
    text = printable(masked(raw).decode("utf-8", "backslashreplace"))
    rest = len(text) - _SHOWN_CHARACTERS
    return text if rest <= 0 else f"{text[:_SHOWN_CHARACTERS]}... and {rest:,} characters more"


def _masked_text(text: str) -> str:
    return masked(text.encode("utf-8", "surrogatepass")).decode("utf-8", "backslashreplace")


def _time(time_ms: int | None) -> str:
    if time_ms is None:
        return "unknown"
    return f"{datetime.fromtimestamp(time_ms // 1000, UTC):%Y-%m-%d %H:%M:%S}"
