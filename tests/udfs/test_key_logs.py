"""The states of keys, with stand-ins for what Flink hands to them."""

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

import pytest

from events.recommendations.catalogue_item import CatalogueItem
from events.shared.time_units import DAY_MS, HOUR_MS
from features.recommendations.entries import catalogued
from features.recommendations.item import FORMAT, Item
from features.recommendations.limits import RecommendationLimits
from features.shared.limits import HistoryLimits
from features.shared.state.key_state import KeyState
from features.shared.state.state_log import StateFormatError
from features.shared.watermark import NOTHING_SEEN_MS
from tests.features.states import CARD
from tests.features.test_state_log import CARD_ENTRY_V2
from udfs.shared.key_logs import KeyLogs
from udfs.shared.state_cache import StateCache, StateMemory

AT_THE_END_MS = 2**63 - 2
"""Time of the last timer that the end of input lets fire."""


class _Log:
    """A list state that holds these elements for every key."""

    def __init__(self, elements: list[bytes]) -> None:
        self._elements = elements

    def get(self) -> Iterable[bytes]:
        return iter(self._elements)

    def add(self, element: bytes) -> None:
        self._elements.append(element)

    def clear(self) -> None:
        self._elements.clear()


class _Context:
    """A context of the operator `card-features`."""

    def __init__(self, elements: list[bytes]) -> None:
        self._elements = elements

    def get_list_state(self, descriptor: object) -> _Log:  # noqa: ARG002 - Flink's signature
        return _Log(self._elements)

    def get_task_name(self) -> str:
        return "card-features"


def logs_of(*elements: bytes) -> KeyLogs[KeyState]:
    cards = CARD.of(HistoryLimits())
    cache: StateCache[KeyState] = StateCache(StateMemory(3_000, 200), 100_000)
    return KeyLogs(_Context(list(elements)), cards.log.format.name, cards.from_log, cache)


def test_a_key_is_rebuilt_from_its_log() -> None:
    assert logs_of(CARD_ENTRY_V2, CARD_ENTRY_V2).get("c-17").log_length == 2


def test_a_damaged_log_names_operator_state_and_hash_of_the_key_but_not_the_key() -> None:
    hurt = CARD_ENTRY_V2[:-1] + b"\0"
    with pytest.raises(StateFormatError) as caught:
        logs_of(CARD_ENTRY_V2, hurt).get("c-17")
    digest = sha256(b"c-17").hexdigest()[:12]
    assert str(caught.value) == (
        f"card-features: state card-log-v1 of the key with sha256 {digest}: state log element 1:"
        " damaged, kind 0x15: the checksum is not that of the content"
    )


class _Timers:
    """A timer service that notes the timers that are set."""

    def __init__(self) -> None:
        self.set_ms: list[int] = []

    def register_event_time_timer(self, time_ms: int) -> None:
        self.set_ms.append(time_ms)


def timers_of(item: Item, entry: bytes, key: str = "i-1") -> list[int]:
    """Timers that are set as an item takes its first entry, and as it is looked at at the end."""
    limits, timers = RecommendationLimits(), _Timers()
    cache: StateCache[Item] = StateCache(StateMemory(3_000, 200), 100_000)
    logs = KeyLogs(_Context([]), FORMAT.name, lambda log: Item.from_log(limits, log), cache)
    logs.append(key, item, entry, timers)
    logs.look(key, AT_THE_END_MS, timers)
    return timers.set_ms


def test_what_never_expires_sets_no_timer_which_would_fire_for_ever_at_the_end_of_input() -> None:
    item = Item(RecommendationLimits())
    entry = item.catalogue(catalogued(CatalogueItem("i-1", 5 * DAY_MS), NOTHING_SEEN_MS))
    assert item.expires_at_ms() > AT_THE_END_MS
    assert timers_of(item, entry) == []


def test_what_expires_sets_one_timer_and_goes_with_it() -> None:
    item = Item(RecommendationLimits())
    entry = item.see(5 * DAY_MS, None, None)
    (looks_at_ms,) = timers_of(item, entry)
    assert 0 < looks_at_ms - item.expires_at_ms() <= DAY_MS


def looks_at_ms(key: str, seen_ms: int) -> int:
    """When a key is looked at whose one event was at that time."""
    item = Item(RecommendationLimits())
    (found,) = timers_of(item, item.see(seen_ms, None, None), key)
    assert 0 < found - item.expires_at_ms() <= DAY_MS
    return found


def test_a_key_is_looked_at_once_a_day_at_a_time_of_its_own() -> None:
    hours = [looks_at_ms("i-1", 5 * DAY_MS + hour * HOUR_MS) for hour in range(24)]
    assert len({*hours}) == 2
    assert len({one % DAY_MS for one in hours}) == 1
    times_of_day = [looks_at_ms(f"i-{number}", 5 * DAY_MS) % DAY_MS for number in range(500)]
    by_hour = Counter(time_ms // HOUR_MS for time_ms in times_of_day)
    assert len(by_hour) == 24
    assert max(by_hour.values()) < 60
