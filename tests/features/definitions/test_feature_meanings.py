"""The fingerprint of a feature changes with what it is computed from, and with nothing else."""

import pytest

from features.fraud.definitions import feature_meanings
from tests.features.definitions.files import SOUND, parsed

TEXT = (
    SOUND
    + """\
  - {name: fees, of: card, sum: fee, where: mcc == "1", over: 1h, description: F.}
  - {name: spent, of: pair, sum: amount_base_minor, over: 7d, description: S.}
  - {name: sixth, value: fees / card_count_24h, description: D.}
  - {name: twelfth, value: sixth / 2, missing: 0, description: T.}
"""
)
BEFORE = feature_meanings(parsed(TEXT))


def changed(old: str, new: str) -> set[str]:
    assert old in TEXT
    after = feature_meanings(parsed(TEXT.replace(old, new, 1)))
    return {name for name in BEFORE if after[name] != BEFORE[name]}


@pytest.mark.parametrize(
    ("old", "new", "others"),
    [
        ("description: F.", "description: The fees.", set()),
        ("longest: 4", "longest: 5", set()),
        ("description: S.", "description: S., reason: R01, written: false", set()),
        ("digits: 2", "digits: 3", {"fees", "sixth", "twelfth"}),
        ('mcc == "1"', 'mcc == "2"', {"fees", "sixth", "twelfth"}),
        ("over: [1h, 24h]", "over: [1h, 2h, 24h]", set()),
        ("over: 7d", "over: 8d", {"spent"}),
        ("pair: [card_id, merchant_id]", "pair: [card_id, ip]", {"spent"}),
        ("fields:", "money: {base_currency: USD}\nfields:", {"spent"}),
        ("missing: 0", "missing: 1", {"twelfth"}),
        (", missing: 0", "", {"twelfth"}),
        ("// 3600000 % 24", "// 3600000 % 12", {"hour_of_day"}),
    ],
)
def test_a_meaning_is_what_is_computed(old: str, new: str, others: set[str]) -> None:
    assert changed(old, new) == others


def test_every_feature_has_a_meaning_of_its_own() -> None:
    assert len(set(BEFORE.values())) == len(BEFORE) == 7
