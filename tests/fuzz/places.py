"""The three places that a record passes: the decoder, the JVM's expressions, the whole job.

line --> PaymentDecoder                             a payment, or a fault
line --> keyed_records                              the key and the time that Flink sees
line --> keyed_records --> EntryStage --> ...        a decision, a dead letter, a duplicate
"""

from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import time_ns
from typing import Any

import msgspec

from events.fraud.codec import NO_OWN_FIELDS, LabelDecoder, PaymentDecoder
from events.fraud.label import Label
from events.fraud.payment import Payment
from events.fraud.payment_contract import PaymentContract
from events.shared.card_numbers import masked
from events.shared.identifiers import identifier_fault
from events.shared.own_fields import OwnField
from events.shared.rejected import Fault
from jobs.fraud.job import FRAUD
from jobs.fraud.keyed_records import keyed_records
from jobs.fraud.settings import FraudSettings, load_settings
from jobs.fraud.sources import payment_records
from jobs.shared.execution import run_local
from tests.fuzz.keyed import Keyed, seen_by_flink, write_lines

Outcome = Payment | Label | Fault


def decoded(lines: Iterable[bytes], contract: PaymentContract = NO_OWN_FIELDS) -> list[Outcome]:
    """What the decoders make of lines that begin with P or L."""
    now_ms = time_ns() // 1_000_000
    payments, labels = PaymentDecoder(contract=contract).decode, LabelDecoder().decode
    return [(labels if line[:1] == b"L" else payments)(line[1:], now_ms) for line in lines]


def is_seen_rightly(seen: Keyed, outcome: Outcome) -> bool:
    """Whether a payment has its card and time, and a fault no time and no key but an id."""
    if isinstance(outcome, Payment):
        return seen == Keyed(outcome.card_id, outcome.event_time_ms)
    if isinstance(outcome, Label):
        return seen == Keyed(outcome.card_id, 0)
    return seen.time_ms == 0 and (seen.key == "" or identifier_fault(seen.key) is None)


def inline_settings(source: Path, sink: Path) -> FraudSettings:
    """Of a run over such lines in a file."""
    places = {"source.uri": f"file:{source}", "sink.uri": f"file:{sink}"}
    return load_settings({}, {**places, "labels.uri": "inline"})


def keyed(lines: Sequence[bytes], folder: Path, fields: tuple[OwnField, ...] = ()) -> list[Keyed]:
    """What Flink sees of each line; no Python function runs."""
    settings = inline_settings(write_lines(lines, folder / "lines"), folder / "keyed")
    return seen_by_flink(
        settings,
        lambda env, tables: keyed_records(
            tables, payment_records(env, settings), None, settings, fields
        ),
    )


@dataclass(frozen=True)
class Accounts:
    """Where records went: payments by card and transaction, the rest by cause and bytes."""

    payments: Counter[tuple[str, str]]
    rejected: Counter[tuple[str, bytes]]


def accounts(lines: Sequence[bytes], outcomes: Sequence[Outcome]) -> Accounts:
    """Where the records of `lines` must go, by what the decoders make of them."""
    payments = Counter((o.card_id, o.transaction_id) for o in outcomes if isinstance(o, Payment))
    rejected: Counter[tuple[str, bytes]] = Counter(
        (o.cause, masked(line[1:]))
        for line, o in zip(lines, outcomes, strict=True)
        if isinstance(o, Fault)
    )
    return Accounts(payments, rejected)


def run_through_job(lines: Sequence[bytes], folder: Path) -> Accounts:
    """Where the whole job puts the records of `lines`; it fails if a record stops it for good."""
    source = write_lines(lines, folder / "lines")
    run_local(FRAUD, inline_settings(source, folder / "out"))
    payments: Counter[tuple[str, str]] = Counter()
    rejected: Counter[tuple[str, bytes]] = Counter()
    for name in ("decisions", "duplicates"):
        for decided in _records(folder / "out" / f"{name}.jsonl"):
            payments[decided["card_id"], decided["transaction_id"]] += 1
    for letter in _records(folder / "out" / "rejected.jsonl"):
        # That a label is too old is said by the watermark and not by its bytes.
        if letter["cause"] != "label_too_old":
            rejected[letter["cause"], b64decode(letter["raw_base64"])] += 1
    return Accounts(payments, rejected)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as lines:
        yield from map(msgspec.json.decode, lines)
