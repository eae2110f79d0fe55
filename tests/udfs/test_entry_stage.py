"""The entry stage by itself, with stand-ins for what Flink hands to it."""

from base64 import b64decode
from dataclasses import replace

import msgspec

from events.shared.json_records import encode
from events.shared.rejected import Rejected
from features.fraud.definitions import parse_definitions
from features.fraud.definitions_content import SHIPPED_CONTENT, content_of
from features.shared.limits import HistoryLimits
from tests.features.payments import START_MS, a_payment
from udfs.fraud.entry_stage import REJECTED, EntrySettings, EntryStage
from udfs.fraud.hop_stage import HopSettings
from udfs.fraud.loading import PlanLoader

LIMITS = HistoryLimits()
SETTINGS = EntrySettings(
    hop=HopSettings(
        load_plan=PlanLoader(SHIPPED_CONTENT, LIMITS),
        place=0,
        limits=LIMITS,
        cache_bytes=0,
        one_core=False,
    ),
    max_future_ms=0,
    dead_letter_part_bytes=1_000,
    card_numbers=False,
)


class _Counter:
    """A counter that nobody reads."""

    def inc(self, n: int = 1) -> None:
        """Counts nothing."""


class _Metrics:
    """Gives counters that nobody reads."""

    def add_group(self, name: str) -> "_Metrics":  # noqa: ARG002 - Flink's signature
        return self

    def counter(self, name: str) -> _Counter:  # noqa: ARG002 - Flink's signature
        return _Counter()


class _Context:
    """A context without state: a dead letter must touch none."""

    def get_metrics_group(self) -> _Metrics:
        return _Metrics()

    def get_list_state(self, descriptor: object) -> None:
        """Gives no state."""


def test_a_payment_that_was_routed_by_another_card_is_a_dead_letter_and_touches_no_state() -> None:
    stage = EntryStage(SETTINGS)
    stage.open(_Context())
    raw = encode(a_payment(START_MS))
    [(tag, letter)] = stage.process_element((raw, 0, "another-card", False), None)
    rejected = msgspec.json.decode(letter, type=Rejected)
    assert tag is REJECTED
    assert (rejected.cause, rejected.field) == ("malformed_json", "card_id")
    assert rejected.size_bytes == len(raw)


def test_no_dead_letter_holds_a_card_number_whatever_else_is_wrong_with_the_record() -> None:
    stage = EntryStage(SETTINGS)
    stage.open(_Context())
    raw = encode(a_payment(START_MS, card_id="4111111111111111")).replace(b"EUR", b"XXX")
    [(_, letter)] = stage.process_element((raw, 0, "", False), None)
    rejected = msgspec.json.decode(letter, type=Rejected)
    kept = b64decode(rejected.raw_base64)
    assert b'"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff1111"' in kept
    assert rejected.size_bytes == len(kept) == len(raw)


def test_nothing_is_masked_where_card_numbers_are_accepted() -> None:
    stage = EntryStage(replace(SETTINGS, card_numbers=True))
    stage.open(_Context())
    raw = encode(a_payment(START_MS, card_id="4111111111111111")).replace(b"EUR", b"XXX")
    [(_, letter)] = stage.process_element((raw, 0, "", False), None)
    rejected = msgspec.json.decode(letter, type=Rejected)
    assert rejected.cause == "unknown_currency"
    assert b64decode(rejected.raw_base64) == raw


def with_own(fields: str) -> EntryStage:
    """A stage of definitions with own fields, which takes one currency."""
    text = f"version: 1\nextends: shipped\nmoney: {{rates: none}}\nfields: {{{fields}}}\n"
    content = content_of(parse_definitions(text, "own.yaml"))
    hop = replace(SETTINGS.hop, load_plan=PlanLoader(content, LIMITS))
    stage = EntryStage(replace(SETTINGS, hop=hop))
    stage.open(_Context())
    return stage


def test_no_dead_letter_holds_a_personal_value_whatever_else_is_wrong_with_the_record() -> None:
    stage = with_own("email: {type: text, personal: true}")
    payment = encode(a_payment(START_MS))[:-1] + b',"email":"a@b.c"}'
    records = [payment.replace(b"EUR", b"XXX"), payment[:-1], payment.replace(b"a@b.c", b"a@b\\n")]
    letters = [
        msgspec.json.decode(letter, type=Rejected)
        for raw in records
        for _, letter in stage.process_element((raw, 0, "", False), None)
    ]
    assert [letter.cause for letter in letters] == [
        "unknown_currency",
        "malformed_json",
        "bad_identifier",
    ]
    assert [letter for letter in letters if b"@" in b64decode(letter.raw_base64)] == []
    assert [letter for letter in letters if "@" in letter.detail] == []


def test_a_payment_without_a_rate_is_a_dead_letter() -> None:
    raw = encode(a_payment(START_MS)).replace(b"EUR", b"JPY")
    [(_, letter)] = with_own("mcc: {type: text}").process_element((raw, 0, "card", False), None)
    rejected = msgspec.json.decode(letter, type=Rejected)
    assert (rejected.cause, rejected.field) == ("missing_rate", "currency")
    assert b64decode(rejected.raw_base64) == raw
