"""The same three places for shopping records: decoders, the JVM's expressions, the whole job."""

from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from time import time_ns

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.codec import CatalogueDecoder, EventDecoder
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.card_numbers import masked
from events.shared.identifiers import identifier_fault
from events.shared.rejected import Fault
from features.recommendations.definitions import DEFAULT, load_definitions
from features.recommendations.wire_contract import shopping_contract
from jobs.recommendations.job import RECOMMENDATIONS
from jobs.recommendations.keyed_records import keyed_records
from jobs.recommendations.run_summary import RunSummary
from jobs.recommendations.settings import RecommendationSettings, load_settings
from jobs.recommendations.sources import event_records
from jobs.shared.execution import run_local
from tests.fuzz.keyed import Keyed, seen_by_flink, write_lines
from tests.jobs.outputs import read_json_lines

Outcome = ShoppingEvent | IdentityLink | CatalogueItem | Fault
Letters = Counter[tuple[str, str, bytes]]
"""Dead letters by kind of record, cause and bytes."""


def decoded(lines: Iterable[bytes]) -> list[Outcome]:
    """What the decoders make of lines that begin with E or I."""
    now_ms = time_ns() // 1_000_000
    contract = shopping_contract(load_definitions(DEFAULT))
    events = EventDecoder(contract=contract).decode
    items = CatalogueDecoder(money=contract.money).decode
    return [(items if line[:1] == b"I" else events)(line[1:], now_ms) for line in lines]


def is_seen_rightly(seen: Keyed, outcome: Outcome) -> bool:
    """Whether a record has its key and time, and a fault no time and no key but an id."""
    match outcome:
        case ShoppingEvent():
            key = shopper_key(outcome.user_id, outcome.session_id)
            return seen == Keyed(key, outcome.event_time_ms)
        case IdentityLink():
            return seen == Keyed(outcome.alias_id, outcome.event_time_ms)
        case CatalogueItem():
            return seen == Keyed(outcome.item_id, 0)
    given = seen.key.removeprefix("user:").removeprefix("session:")
    return seen.time_ms == 0 and (seen.key == "" or identifier_fault(given) is None)


def inline_settings(source: Path, sink: Path) -> RecommendationSettings:
    """Of a run over such lines in a file."""
    places = {"source.uri": f"file:{source}", "sink.uri": f"file:{sink}"}
    return load_settings({}, {**places, "items.uri": "inline"})


def keyed(lines: Sequence[bytes], folder: Path) -> list[Keyed]:
    """What Flink sees of each line; no Python function runs."""
    settings = inline_settings(write_lines(lines, folder / "lines"), folder / "keyed")
    return seen_by_flink(
        settings,
        lambda env, tables: keyed_records(tables, event_records(env, settings), None, settings),
    )


def expected_letters(lines: Sequence[bytes], outcomes: Sequence[Outcome]) -> Letters:
    """The dead letters of the records of `lines`, by what the decoders make of them."""
    return Counter(
        ("item" if line[:1] == b"I" else "event", one.cause, masked(line[1:]))
        for line, one in zip(lines, outcomes, strict=True)
        if isinstance(one, Fault)
    )


def run_through_job(lines: Sequence[bytes], folder: Path) -> tuple[RunSummary, Letters]:
    """What the whole job counts, and its dead letters; it fails if a record stops it for good."""
    source = write_lines(lines, folder / "lines")
    summary = run_local(RECOMMENDATIONS, inline_settings(source, folder / "out"))
    letters = read_json_lines(folder / "out" / "rejected.jsonl")
    return summary, Counter(
        (one["record"], one["cause"], b64decode(one["raw_base64"])) for one in letters
    )
