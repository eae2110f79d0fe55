"""Logs of before there were definitions: read as they were, and what cannot be read is said so."""

import pytest

from events.fraud.payment import Payment
from events.shared.time_units import DAY_MS
from features.shared.limits import HistoryLimits
from features.shared.state.key_state import KeyState
from features.shared.state.state_log import StateFormatError
from tests.features.labels import a_label
from tests.features.payments import START_MS, a_payment, card_features, merchant_features
from tests.features.states import CARD, MERCHANT, KeyOf

LIMITS = HistoryLimits(exact_payments=4, distinct_ids=4)
"""So small that five payments make a tile and a sample."""

CARD_ENTRY_V1 = bytes.fromhex(
    "1198cf0000018bcfe56fd0cd1b59ccc8a26d32a24445a27432cb4047c00000000000cb4021000000000000"
)
CARD_SNAPSHOT_V1 = bytes.fromhex(
    "1293cf0000018bcabef87794950194cf0000018bcfe56be8cd03e8cd03e8cd03e89391c4010291c4016491c402"
    "1027916493ccc8cd012ccd01909401cf0000018bcfe5680091cf0444cc705e1aa5d0919200009400cf0000018b"
    "cfe577a091a244459192d1f060cd0fa09291cf0000018bcfe56fd09192cb4047c00000000000cb402100000000"
    "00009410cf0000018bda322fa095a27430a27431a27432a27433a274349592d2f5b33860ce0a4cb80092d2f5b3"
    "3c48ce0a4cb80092d2f5b34030ce0a4cb80092d2f5b34418ce0a4cb80092d2f5b34800ce0a4cb800"
)
MERCHANT_ENTRY_V1 = bytes.fromhex("2194cf0000018bcfe56fd0cd1b59ccc8a26332")
MERCHANT_SNAPSHOT_V1 = bytes.fromhex(
    "2293cf0000018bcabef877950194cf0000018bcfe56be8cd03e8cd03e8cd03e89291c4010291c401649093ccc8"
    "cd012ccd01909402cf0000018bcfe56fd092cf054f7d0d9e505c5dcf1845a2e7183569709292000092cd07d000"
)
CARD_LABEL_V1 = bytes.fromhex("1395cf0000018bcfe56fd0cd1b59a27432cd05dcc3")
CARD_SNAPSHOT_V2 = bytes.fromhex(
    "1494cf0000018bcabef87794950194cf0000018bcfe56be8cd03e8cd03e8cd03e89391c4010291c4016491c4"
    "021027916493ccc8cd012ccd01909401cf0000018bcfe5680091cf0444cc705e1aa5d0919200009400cf0000"
    "018bcfe577a091a244459192d1f060cd0fa09291cf0000018bcfe56fd09192cb4047c00000000000cb402100"
    "00000000009410cf0000018bda322fa095a27430a27431a27432a27433a274349592d2f5b33860ce0a4cb800"
    "92d2f5b33c48ce0a4cb80092d2f5b34030ce0a4cb80092d2f5b34418ce0a4cb80092d2f5b34800ce0a4cb800"
    "9491a2743291cf0000018bcfe56fd09191cd05dc9191c3"
)
MERCHANT_LABEL_V1 = bytes.fromhex("2395cf0000018bcfe56fd0cd1b59a563321f7432cd05dcc3")
MERCHANT_SNAPSHOT_V2 = bytes.fromhex(
    "2494cf0000018bcabef877950194cf0000018bcfe56be8cd03e8cd03e8cd03e89291c4010291c401649093cc"
    "c8cd012ccd01909402cf0000018bcfe56fd092cf054f7d0d9e505c5dcf1845a2e7183569709292000092cd07"
    "d0009491a563321f743291cf0000018bcfe56fd09191cd05dc9191c3"
)

CARD_ENTRY_V2 = b"\x15" + CARD_ENTRY_V1[1:] + bytes.fromhex("b4017102")
CARD_LABEL_V2 = b"\x16" + CARD_LABEL_V1[1:] + bytes.fromhex("5b5b4da7")
CARD_SNAPSHOT_V3 = b"\x17" + CARD_SNAPSHOT_V2[1:] + bytes.fromhex("349524ce")
MERCHANT_ENTRY_V2 = b"\x25" + MERCHANT_ENTRY_V1[1:] + bytes.fromhex("9e270f21")
MERCHANT_LABEL_V2 = b"\x26" + MERCHANT_LABEL_V1[1:] + bytes.fromhex("93ea8769")
MERCHANT_SNAPSHOT_V3 = b"\x27" + MERCHANT_SNAPSHOT_V2[1:] + bytes.fromhex("562e5212")


def five_payments() -> list[Payment]:
    return [
        a_payment(
            START_MS + number * 1000,
            100 * number,
            transaction_id=f"t{number}",
            card_id=f"c{number}",
            merchant_id=f"m{number}",
            position=(47.5, 8.5) if number == 2 else None,
        )
        for number in range(5)
    ]


def a_card() -> tuple[KeyState, list[bytes]]:
    state = CARD.empty(LIMITS)
    return state, [state.add(payment, START_MS - 5001).entry for payment in five_payments()]


def a_merchant() -> tuple[KeyState, list[bytes]]:
    state = MERCHANT.empty(LIMITS)
    outcomes = [state.add(payment, START_MS - 5001, late=False) for payment in five_payments()]
    return state, [outcome.entry for outcome in outcomes]


LABEL = a_label(START_MS + 2000, reported_ms=START_MS + 3500, transaction_id="t2", card_id="c2")


def test_a_log_without_checksums_is_read_as_the_same_log_with_them() -> None:
    cards = (
        CARD.from_log([CARD_SNAPSHOT_V2, CARD_ENTRY_V1, CARD_LABEL_V1], LIMITS),
        CARD.from_log([CARD_SNAPSHOT_V3, CARD_ENTRY_V2, CARD_LABEL_V2], LIMITS),
    )
    merchants = (
        MERCHANT.from_log([MERCHANT_SNAPSHOT_V2, MERCHANT_ENTRY_V1], LIMITS),
        MERCHANT.from_log([MERCHANT_SNAPSHOT_V3, MERCHANT_ENTRY_V2], LIMITS),
    )
    assert cards[0].snapshot() == cards[1].snapshot()
    assert merchants[0].snapshot() == merchants[1].snapshot()


def test_version_2_of_a_card_is_read_with_its_labels() -> None:
    restored = CARD.from_log([CARD_SNAPSHOT_V2, CARD_LABEL_V1], LIMITS)
    payment = a_payment(START_MS + 9000, transaction_id="not in the snapshot")
    outcome = restored.add(payment, START_MS)
    assert card_features(outcome.values)["card_confirmed_fraud_30d"] == 1


def test_version_2_of_a_merchant_is_read_with_its_labels() -> None:
    restored = MERCHANT.from_log([MERCHANT_SNAPSHOT_V2], LIMITS)
    payment = a_payment(START_MS + 2000 + 7 * DAY_MS)
    outcome = restored.add(payment, START_MS, late=False)
    assert merchant_features(outcome.values)["merchant_fraud_count_1d"] == 1


def test_version_1_of_a_card_is_read_as_it_was() -> None:
    restored = CARD.from_log([CARD_SNAPSHOT_V1, CARD_ENTRY_V1], LIMITS)
    assert (restored.log_length, restored.retained()) == (1, 14)
    probe = a_payment(START_MS + 9000, transaction_id="not in the snapshot")
    live, _ = a_card()
    live_values = live.add(probe, START_MS).values
    assert CARD.from_log([CARD_SNAPSHOT_V1], LIMITS).add(probe, START_MS).values == live_values


def test_version_1_of_a_merchant_is_read_as_it_was() -> None:
    probe = a_payment(START_MS + 9000, card_id="c9")
    live, _ = a_merchant()
    restored = MERCHANT.from_log([MERCHANT_SNAPSHOT_V1], LIMITS)
    values = live.add(probe, START_MS, late=False).values
    assert restored.add(probe, START_MS, late=False).values == values


@pytest.mark.parametrize("state", [CARD, MERCHANT])
@pytest.mark.parametrize(
    ("log", "message"),
    [
        ([b""], "element 0: kind 0x-- cannot stand here"),
        ([b"\x7f\x90"], "element 0: kind 0x7f cannot stand here.*a newer release"),
        ([b"{}"], "element 0: kind 0x7b cannot stand here"),
    ],
)
def test_an_element_of_an_unknown_kind_is_an_error(
    state: KeyOf, log: list[bytes], message: str
) -> None:
    with pytest.raises(StateFormatError, match=message):
        state.from_log(log, LIMITS)


@pytest.mark.parametrize("damage", [CARD_ENTRY_V1[:-3], b"\x11", b"\x11\x91\xa1x"])
def test_a_damaged_element_is_an_error(damage: bytes) -> None:
    with pytest.raises(StateFormatError, match="element 1: damaged, kind 0x11"):
        CARD.from_log([CARD_ENTRY_V1, damage], LIMITS)


def test_a_snapshot_can_only_be_the_first_element() -> None:
    with pytest.raises(StateFormatError, match="element 1: kind 0x12 cannot stand here"):
        CARD.from_log([CARD_SNAPSHOT_V1, CARD_SNAPSHOT_V1], LIMITS)


def test_the_log_of_a_merchant_is_no_log_of_a_card() -> None:
    with pytest.raises(StateFormatError, match="kind 0x21 cannot stand here"):
        CARD.from_log([MERCHANT_ENTRY_V1], LIMITS)
