"""The log of a key as it is written now: its bytes are fixed by version."""

from events.shared.time_units import DAY_MS
from features.shared.limits import HistoryLimits
from features.shared.state.key_state import KeyState, KeyStates
from tests.features.labels import a_label
from tests.features.own_files import cards_of
from tests.features.payments import START_MS, a_payment

LIMITS = HistoryLimits(exact_payments=4, distinct_ids=4)
"""So small that five payments make a tile and a sample."""

FEATURES = (
    "name: total, of: card, sum: amount_base_minor, over: 30d",
    "name: score, of: card, z_score: amount_base_minor, over: 30d",
    "name: largest, of: card, max: amount_base_minor, over: 7d",
    "name: least, of: card, min: amount_base_minor, over: 7d",
    "name: merchants, of: card, distinct: merchant_id, over: 30d",
    "name: speed, of: card, speed_kmh: , over: 30d",
    "name: frauds, of: card, confirmed_frauds: , over: 30d",
    "name: before, of: card, last_value: country, over: 30d",
    "name: usual, of: card, most_frequent_share: country, over: 30d",
    "name: pace, of: card, decayed_count: , half_life: 1h",
    "name: here, of: card_merchant, count: , over: 30d",
)

FIRST_ENTRY = bytes.fromhex(
    "319595b06d65726368616e745f69643a74657874b9616d6f756e745f626173655f6d696e6f723a696e746567"
    "6572af636f756e7472793a636f756e747279b06c617469747564653a64656772656573b16c6f6e6769747564"
    "653a64656772656573cf0000018bcfe56800cd1389a2743095a26d3000a24445c0c06438c464"
)
ENTRY = bytes.fromhex(
    "3195c0cf0000018bcfe56fd0cd1b59a2743295a26d32ccc8a24445cb4047c00000000000cb40210000000000"
    "00927c0bce"
)
LABEL = bytes.fromhex("3296cf0000018bcfe56fd0cd1b59a27432cd05dcc3a86d65726368616e7468692cfa")
SNAPSHOT = bytes.fromhex(
    "3395cf0000018bcabef8779410cf0000018bda322fa095a27430a27431a27432a27433a274349592d2f5b338"
    "60ce0a4cb80092d2f5b33c48ce0a4cb80092d2f5b34030ce0a4cb80092d2f5b34418ce0a4cb80092d2f5b348"
    "00ce0a4cb8009796a874696d656c696e6591b9616d6f756e745f626173655f6d696e6f723a696e7465676572"
    "ce9a7ec800ce240c8400000196bc7365656e5f696473206f66206d65726368616e745f69643a7465787490ce"
    "9a7ec800ce9a7ec800000196a9706f736974696f6e7390ce9a7ec800ce9a7ec800000196a876657264696374"
    "7390ce9a7ec800ce9a7ec800000196be6c6173745f76616c756573206f6620636f756e7472793a636f756e74"
    "727990ce9a7ec800ce9a7ec800000196d92776616c75655f636f756e7473206f6620636f756e7472793a636f"
    "756e7472792064656c6179203090ce9a7ec800ce9a7ec800000196bf646563617965645f746f74616c206861"
    "6c66206c696665203336303030303090ce06ddd000ce06ddd000000193cf0000018bcfe577a08097940194cf"
    "0000018bcfe56be8cd03e8cd03e8cd03e89102919591c4016491c40210279164910093ccc8cd012ccd019094"
    "00cf0000018bcfe56be894a26d31a26d32a26d33a26d309492000092cd03e80092cd07d00092d1fc18cd0fa0"
    "9291cf0000018bcfe56fd09192cb4047c00000000000cb40210000000000009491a2743291cf0000018bcfe5"
    "6fd09191cd05dc9191c39393cf0000018bcfe56fd0cd03e8cd03e891a24445930000009393cf0000018bcfe5"
    "6fd0cd03e8cd03e891a244459300000094cf0000018bcfe56be8cb3fffff36202cf04593cf0000018bcfe56f"
    "d0cd03e8cd03e89301010181b06d65726368616e745f69643a74657874949196a874696d656c696e6590ce9a"
    "7ec800ce9a7ec8000001cf0000018bcfe573b81081a26d3093cf0000018bcfe577a081a874696d656c696e65"
    "cf0000018bcfe56fd091940091cf0000018bcfe577a09090ec7d0449"
)


def states() -> KeyStates:
    return cards_of(LIMITS, *FEATURES)


def written() -> tuple[KeyState, list[bytes]]:
    state = states().empty()
    log = [
        state.add(
            a_payment(
                START_MS + number * 1000,
                100 * number,
                transaction_id=f"t{number}",
                merchant_id=f"m{number % 4}",
                position=(47.5, 8.5) if number == 2 else None,
            ),
            START_MS - 5001,
        ).entry
        for number in range(5)
    ]
    label = a_label(START_MS + 2000, reported_ms=START_MS + 3500, transaction_id="t2")
    return state, [*log, state.add_label(label, START_MS - 5001)]


def test_the_first_entry_names_its_slots_and_the_next_does_not() -> None:
    _, log = written()
    assert log[0] == FIRST_ENTRY
    assert log[2] == ENTRY
    assert log[5] == LABEL


def test_a_snapshot_holds_every_image_under_what_it_is_of() -> None:
    state, _ = written()
    assert state.snapshot() == SNAPSHOT


def test_what_was_written_is_read_again() -> None:
    state, log = written()
    probe = a_payment(START_MS + 9000, transaction_id="another", position=(47.5, 8.6))
    expected = state.add(probe, START_MS).values
    assert len(expected) == len(FEATURES)
    assert states().from_log(log).add(probe, START_MS).values == expected
    assert states().from_log([SNAPSHOT]).add(probe, START_MS).values == expected


def test_an_entry_after_a_snapshot_names_its_slots_again() -> None:
    state, _ = written()
    snapshot = state.snapshot()
    entry = state.add(a_payment(START_MS + DAY_MS, transaction_id="a"), START_MS).entry
    assert b"amount_base_minor:integer" in entry
    following = state.add(a_payment(START_MS + DAY_MS, transaction_id="b"), START_MS).entry
    assert b"amount_base_minor:integer" not in following
    restored = states().from_log([snapshot, entry, following])
    assert restored.snapshot() == state.snapshot()
