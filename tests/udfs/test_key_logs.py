"""The states of keys, with stand-ins for what Flink hands to them."""

from collections.abc import Iterable
from hashlib import sha256

import pytest

from features.shared.limits import HistoryLimits
from features.shared.state.key_state import KeyState
from features.shared.state.state_log import StateFormatError
from tests.features.states import CARD
from tests.features.test_state_log import CARD_ENTRY_V2
from udfs.shared.key_logs import KeyLogs
from udfs.shared.state_cache import StateCache, StateMemory


class _Log:
    """A list state that holds these elements for every key."""

    def __init__(self, elements: list[bytes]) -> None:
        self._elements = elements

    def get(self) -> Iterable[bytes]:
        return iter(self._elements)


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
