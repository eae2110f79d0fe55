"""Decoded states take no more memory than they may, whatever the keys look like."""

from dataclasses import dataclass

import pytest

from bench.state_memory import MIB, measure
from udfs.shared.state_cache import StateCache, StateMemory


@dataclass
class _State:
    items: int

    def retained(self) -> int:
        return self.items


def _cache(limit_bytes: int) -> StateCache[_State]:
    return StateCache(StateMemory(key_bytes=100, item_bytes=10), limit_bytes)


def test_a_key_without_items_takes_memory_as_well() -> None:
    cache = _cache(1_000)
    for number in range(50):
        cache.remember(f"card-{number}", _State(0))
    assert (len(cache), cache.held_bytes) == (10, 1_000)


def test_the_state_used_longest_ago_goes_first() -> None:
    cache = _cache(250)
    for key in ("a", "b"):
        cache.remember(key, _State(0))
    cache.get("a")
    cache.remember("c", _State(0))
    assert [key for key in "abc" if cache.get(key) is not None] == ["a", "c"]


def test_a_state_that_has_grown_counts_as_it_is_now() -> None:
    cache, growing = _cache(400), _State(0)
    cache.remember("a", _State(0))
    cache.remember("b", growing)
    growing.items = 25
    cache.remember("b", growing)
    assert (len(cache), cache.held_bytes) == (1, 350)


def test_a_state_above_the_whole_limit_is_not_held() -> None:
    cache = _cache(200)
    cache.remember("a", _State(50))
    assert (len(cache), cache.held_bytes) == (0, 0)


def test_what_is_forgotten_takes_nothing() -> None:
    cache = _cache(1_000)
    cache.remember("a", _State(7))
    cache.forget("a")
    cache.forget("a")
    assert (len(cache), cache.held_bytes) == (0, 0)


@pytest.mark.parametrize("payments_a_key", [1, 30, 3_000])
@pytest.mark.parametrize("entity", ["card", "merchant"])
def test_real_states_take_what_is_counted_for_them(entity: str, payments_a_key: int) -> None:
    """Less by a third at most, so that the memory is used; more only by the allocator's pages."""
    filled = measure(entity, payments_a_key, 32 * MIB)
    assert filled.keys > 0
    assert 0.65 * filled.counted_bytes < filled.resident_bytes < 1.1 * filled.counted_bytes
