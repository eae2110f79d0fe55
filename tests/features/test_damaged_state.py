"""A damaged state log is never computed with: it is refused by one error, whatever the damage."""

from random import Random
from typing import Any

import pytest

from features.recommendations import item, leaders, neighbours, shopper, visitor
from features.shared.limits import HistoryLimits
from features.shared.state.images import KeyEntry
from features.shared.state.log_element import LogKind, element_of
from features.shared.state.state_log import LogFormat, StateFormatError
from tests.features.payments import START_MS
from tests.features.states import CARD, MERCHANT, KeyOf
from tests.features.test_state_log import (
    CARD_ENTRY_V1,
    CARD_ENTRY_V2,
    CARD_LABEL_V2,
    CARD_SNAPSHOT_V3,
    LABEL,
    MERCHANT_ENTRY_V2,
    MERCHANT_LABEL_V2,
    MERCHANT_SNAPSHOT_V3,
    a_card,
)
from tests.strategies.damage import damaged

LIMITS = HistoryLimits(exact_payments=4, distinct_ids=4)
DAMAGES = 4_000


def present_log() -> list[bytes]:
    """A snapshot, an entry and a label of the present kinds."""
    state, entries = a_card()
    return [state.snapshot(), entries[0], state.add_label(LABEL, START_MS - 5001)]


PRESENT = present_log()
OLDER_CARD = [CARD_SNAPSHOT_V3, CARD_ENTRY_V2, CARD_LABEL_V2]
OLDER_MERCHANT = [MERCHANT_SNAPSHOT_V3, MERCHANT_ENTRY_V2, MERCHANT_LABEL_V2]


@pytest.mark.parametrize(
    ("keys", "log"), [(CARD, PRESENT), (CARD, OLDER_CARD), (MERCHANT, OLDER_MERCHANT)]
)
def test_no_damage_is_read_in_silence(keys: KeyOf, log: list[bytes]) -> None:
    random, refused, harmless = Random(7), 0, 0
    for _ in range(DAMAGES):
        place = random.randrange(len(log))
        hurt = [*log[:place], damaged(log[place], random), *log[place + 1 :]]
        try:
            keys.from_log(hurt, LIMITS)
        except StateFormatError:
            refused += 1
        else:
            harmless += hurt == log
    assert refused + harmless == DAMAGES
    assert refused > 0.99 * DAMAGES


WITH_CHECKSUM = [kind for kind in LogKind if kind.has_checksum]
OF_SHOPPING: dict[LogKind, LogFormat[Any, Any]] = {
    kind: one
    for name, one in (
        ("VISITOR", visitor.FORMAT),
        ("ITEM", item.FORMAT),
        ("NEIGHBOUR", neighbours.FORMAT),
        ("LEADER", leaders.FORMAT),
        ("SHOPPER", shopper.FORMAT),
    )
    for kind in WITH_CHECKSUM
    if kind.name.startswith(name)
}


@pytest.mark.parametrize("kind", [kind for kind in WITH_CHECKSUM if kind not in OF_SHOPPING])
def test_every_kind_with_a_checksum_says_so_when_one_bit_is_wrong(kind: LogKind) -> None:
    logs = (*PRESENT, *OLDER_CARD, *OLDER_MERCHANT)
    element = next(one for one in logs if one[0] == kind)
    keys = MERCHANT if element in OLDER_MERCHANT else CARD
    with pytest.raises(StateFormatError, match=f"damaged, kind 0x{kind:02x}: the checksum is not"):
        keys.from_log([_with_a_wrong_bit(element)], LIMITS)


@pytest.mark.parametrize("kind", OF_SHOPPING)
def test_every_kind_of_shopping_says_so_when_one_bit_is_wrong(kind: LogKind) -> None:
    hurt = _with_a_wrong_bit(element_of(kind, b"\x90"))
    with pytest.raises(StateFormatError, match=f"damaged, kind 0x{kind:02x}: the checksum is not"):
        OF_SHOPPING[kind].read([hurt])


def _with_a_wrong_bit(element: bytes) -> bytes:
    """The element with the last bit of its content turned over."""
    return element[:-5] + bytes((element[-5] ^ 1,)) + element[-4:]


def test_a_newer_element_whose_kind_is_damaged_into_an_older_one_is_refused() -> None:
    with pytest.raises(StateFormatError, match="element 0: damaged, kind 0x11: "):
        CARD.from_log([b"\x11" + CARD_ENTRY_V2[1:]], LIMITS)


def test_an_old_element_whose_text_is_not_utf_8_is_refused_by_the_same_error() -> None:
    hurt = CARD_ENTRY_V1.replace(b"m2", b"m\xff")
    with pytest.raises(StateFormatError, match="element 0: damaged, kind 0x11: "):
        CARD.from_log([hurt], LIMITS)


def test_an_old_element_has_no_checksum_so_that_a_wrong_number_in_it_is_read() -> None:
    hurt = CARD_ENTRY_V1.replace(b"\xcc\xc8", b"\xcc\xc9")
    _, (entry,) = CARD.of(LIMITS).log.read([hurt])
    assert isinstance(entry, KeyEntry)
    assert entry.values[:2] == (201, 201)
