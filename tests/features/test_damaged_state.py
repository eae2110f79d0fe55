"""A damaged state log is never computed with: it is refused by one error, whatever the damage."""

from random import Random

import msgspec
import pytest

from features.fraud.card import CARD_LOG, CardState
from features.fraud.merchant import MERCHANT_LOG, MerchantState
from features.shared.limits import HistoryLimits
from features.shared.log_element import LogKind
from features.shared.state_log import StateFormatError
from tests.features.test_state_log import (
    CARD_ENTRY_V1,
    CARD_ENTRY_V2,
    CARD_LABEL_V2,
    CARD_SNAPSHOT_V3,
    MERCHANT_ENTRY_V2,
    MERCHANT_LABEL_V2,
    MERCHANT_SNAPSHOT_V3,
)
from tests.strategies.damage import damaged

LIMITS = HistoryLimits(exact_payments=4, distinct_ids=4)
DAMAGES = 4_000
CARD = [CARD_SNAPSHOT_V3, CARD_ENTRY_V2, CARD_LABEL_V2]
MERCHANT = [MERCHANT_SNAPSHOT_V3, MERCHANT_ENTRY_V2, MERCHANT_LABEL_V2]


@pytest.mark.parametrize(("state", "log"), [(CardState, CARD), (MerchantState, MERCHANT)])
def test_no_damage_is_read_in_silence(
    state: type[CardState | MerchantState], log: list[bytes]
) -> None:
    random, refused, harmless = Random(7), 0, 0
    for _ in range(DAMAGES):
        place = random.randrange(len(log))
        hurt = [*log[:place], damaged(log[place], random), *log[place + 1 :]]
        try:
            state.from_log(hurt, LIMITS)
        except StateFormatError:
            refused += 1
        else:
            harmless += hurt == log
    assert refused + harmless == DAMAGES
    assert refused > 0.99 * DAMAGES


@pytest.mark.parametrize("kind", [kind for kind in LogKind if kind.has_checksum])
def test_every_kind_with_a_checksum_says_so_when_one_bit_is_wrong(kind: LogKind) -> None:
    element = next(one for one in (*CARD, *MERCHANT) if one[0] == kind)
    hurt = element[:-5] + bytes((element[-5] ^ 1,)) + element[-4:]
    log = CARD_LOG if element in CARD else MERCHANT_LOG
    with pytest.raises(StateFormatError, match=f"damaged, kind 0x{kind:02x}: the checksum is not"):
        log.read([hurt])


def test_a_newer_element_whose_kind_is_damaged_into_an_older_one_is_refused() -> None:
    with pytest.raises(StateFormatError, match="element 0: damaged, kind 0x11: "):
        CardState.from_log([b"\x11" + CARD_ENTRY_V2[1:]], LIMITS)


def test_an_old_element_whose_text_is_not_utf_8_is_refused_by_the_same_error() -> None:
    hurt = CARD_ENTRY_V1.replace(b"m2", b"m\xff")
    with pytest.raises(StateFormatError, match="element 0: damaged, kind 0x11: "):
        CardState.from_log([hurt], LIMITS)


def test_an_old_element_has_no_checksum_so_that_a_wrong_number_in_it_is_read() -> None:
    hurt = CARD_ENTRY_V1.replace(b"\xcc\xc8", b"\xcc\xc9")
    _, (entry,) = CARD_LOG.read([hurt])
    assert msgspec.structs.asdict(entry)["amount_minor"] == 201
