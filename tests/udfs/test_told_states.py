"""The states that the stages tell the store of, as payments and labels go through them."""

import json

import msgspec
import pytest

from events.fraud.decision import payment_mark
from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.feature_update import FeatureUpdate
from events.shared.json_records import encode
from events.shared.state_image import StateImage, image_of
from features.fraud.definitions_content import SHIPPED_CONTENT
from features.fraud.payment_plan import key_states
from features.shared.limits import HistoryLimits
from features.shared.state.key_state import KeyState
from online_store.hash_fields import hash_fields
from tests.features.labels import a_label
from tests.features.payments import START_MS, a_payment, as_sent
from tests.udfs.keyed_context import KeyedContext
from udfs.fraud.decision_stage import DecisionSettings, DecisionStage, state_columns
from udfs.fraud.entry_stage import EntrySettings, EntryStage
from udfs.fraud.hop_stage import HopSettings
from udfs.fraud.loading import DEFAULT, DeciderLoader, PlanLoader
from udfs.shared.state_mirror import ClockMirror, StateMirror, VersionClock

LIMITS = HistoryLimits()
LOAD_DECIDER = DeciderLoader(DEFAULT, DEFAULT, "1")
LOAD_PLAN = PlanLoader(SHIPPED_CONTENT, LIMITS, LOAD_DECIDER.needed())
PLAN = LOAD_PLAN()
Told = dict[str, list[FeatureUpdate]]


class Stages:
    """Both stages of the shipped definitions, each with its own keys."""

    def __init__(self, most_items: int) -> None:
        first, last = (
            HopSettings(
                load_plan=LOAD_PLAN,
                place=place,
                limits=LIMITS,
                cache_bytes=100_000,
                one_core=False,
                mirrored_items=most_items,
            )
            for place in range(2)
        )
        self.entry = EntryStage(
            EntrySettings(
                hop=first, max_future_ms=0, dead_letter_part_bytes=1_000, card_numbers=False
            )
        )
        self.decision = DecisionStage(
            DecisionSettings(
                hop=last,
                writer_buckets=1,
                with_updates=False,
                load_decider=LOAD_DECIDER,
            )
        )
        self.contexts = KeyedContext(START_MS), KeyedContext(START_MS)
        self.entry.open(self.contexts[0])
        self.decision.open(self.contexts[1])
        self.told: Told = {name: [] for name in state_columns(PLAN)}

    def take(self, record: Payment | Label) -> list[object]:
        """The row that a record leads to, less its states, which are noted."""
        is_label = isinstance(record, Label)
        raw = encode(record) if isinstance(record, Label) else json.dumps(as_sent(record)).encode()
        at_first, at_last = self.contexts
        at_first.key = record.card_id
        [message] = self.entry.process_element((raw, START_MS, record.card_id, is_label), at_first)
        at_last.key = message[0]
        rows = list(self.decision.process_element(message[1], at_last))
        if not rows:
            return []
        [row] = rows
        columns = row[-1 - len(self.told) : -1] if self.told else []
        for name, text in zip(self.told, columns, strict=True):
            if text is not None:
                self.told[name].append(msgspec.json.decode(text, type=FeatureUpdate))
        return list(row[:3])


def stored(update: FeatureUpdate) -> StateImage:
    """The image as its reader finds it in the store."""
    texts = hash_fields(update)
    fields = dict(zip(texts[::2], texts[1::2], strict=True))
    return image_of(fields | {"event_time_ms": str(update.event_time_ms)})


def states_after(*records: Payment | Label) -> list[KeyState]:
    """The states of the one card and the one merchant that took the records in."""
    states = [one.empty() for one in key_states(PLAN, LIMITS)]
    for record in records:
        for state, late in zip(states, (None, False), strict=True):
            if isinstance(record, Label):
                state.add_label(record, START_MS)
            else:
                state.add(record, START_MS, late=late)
    return states


def test_each_payment_tells_the_states_of_its_keys_as_they_are_after_it() -> None:
    stages = Stages(most_items=1_000)
    payments = [a_payment(START_MS + second * 1_000, 100 + second) for second in range(40)]
    for payment in payments:
        assert stages.take(payment)[0] is not None
    card, merchant = (stages.told[f"{name}_state"] for name in ("card", "merchant"))
    assert len(card) == len(merchant) == len(payments)
    for number in (0, 39):
        expected = [one.image() for one in states_after(*payments[: number + 1])]
        assert [stored(of[number]).image for of in (card, merchant)] == expected
    assert (card[-1].entity, card[-1].entity_id) == ("state:card", "card")
    assert stored(merchant[-1]).marks == tuple(map(payment_mark, payments))
    assert stored(card[-1]).definitions == PLAN.definitions.sha256
    assert stored(card[-1]).watermark_ms == START_MS


def test_a_label_tells_the_states_that_it_is_noted_at_in_a_row_of_their_own() -> None:
    stages = Stages(most_items=1_000)
    payment = a_payment(START_MS, transaction_id="t")
    label = a_label(START_MS, reported_ms=START_MS, transaction_id="t")
    stages.take(payment)
    assert stages.take(label) == [None, None, "0"]
    told = stages.told["merchant_state"]
    assert len(told) == 2
    assert stored(told[1]).image == states_after(payment, label)[1].image()
    assert stored(told[1]).marks == (payment_mark(payment),)


def test_a_late_payment_tells_the_states_that_have_it() -> None:
    stages = Stages(most_items=1_000)
    late = a_payment(START_MS - 3 * LIMITS.allowed_lateness_ms)
    decision, copy, bucket = stages.take(late)
    assert copy is not None
    assert bucket == "0"
    assert json.loads(str(decision))["late"]
    [card] = stages.told["card_state"]
    state = key_states(PLAN, LIMITS)[0].empty()
    state.add(late, START_MS)
    assert stored(card).image == state.image()


def test_a_state_with_too_many_items_is_told_without_its_image() -> None:
    stages = Stages(most_items=5)
    for second in range(4):
        stages.take(a_payment(START_MS + second))
    images = [stored(one).image is not None for one in stages.told["card_state"]]
    assert images[0]
    assert not images[-1]


def test_without_the_setting_nothing_is_told_and_no_row_has_a_place_for_it() -> None:
    stages = Stages(most_items=0)
    stages.told = {}
    assert stages.take(a_payment(START_MS))[1:] == [None, None]
    label = a_label(START_MS, reported_ms=START_MS)
    assert stages.take(label) == []


def test_versions_grow_though_the_clock_stands_or_goes_back() -> None:
    times = iter([10, 10, 5, 30])
    clock = VersionClock(lambda: next(times))
    assert [clock.now_us() for _ in range(4)] == [10, 11, 12, 30]


def test_the_job_tells_how_far_it_is_no_more_often_than_asked() -> None:
    times = iter([0, 10, 49, 60, 61])
    clock = ClockMirror(lambda: next(times), every_us=50)
    told = [clock.update(watermark_ms) for watermark_ms in range(5)]
    assert [None if one is None else one.values["watermark_ms"] for one in told] == [
        0,
        None,
        None,
        3,
        None,
    ]


def test_an_image_leaves_the_log_of_its_state_as_it_was() -> None:
    state = key_states(PLAN, LIMITS)[0].empty()
    first = state.add(a_payment(START_MS), START_MS)
    length = state.log_length
    image = state.image()
    assert state.log_length == length == 1
    second = state.add(a_payment(START_MS + 1), START_MS)
    # Only the first entry of a log, and the first after a snapshot, names its slots.
    assert len(second.entry) < len(first.entry)
    assert image != state.image() == state.snapshot()


@pytest.mark.parametrize("field", ["marks", "watermark_ms", "since_ms", "definitions"])
def test_a_hash_that_lacks_a_field_is_no_image(field: str) -> None:
    mirror = StateMirror(PLAN, 0, 10, lambda: 7_000_000)
    texts = hash_fields(mirror.update("card", key_states(PLAN, LIMITS)[0].empty(), START_MS, 1))
    fields = dict(zip(texts[::2], texts[1::2], strict=True)) | {"event_time_ms": "1"}
    assert image_of(fields).since_ms == 7_000
    del fields[field]
    with pytest.raises(ValueError, match=f"state image: field {field} is missing"):
        image_of(fields)
