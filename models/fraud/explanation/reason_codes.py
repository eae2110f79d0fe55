"""Reason codes: a fixed list of plain reasons, and which of them each feature speaks for.

A code says what is unusual, not which way: a model may take a missing speed or a quiet card for a
sign of fraud too. It keeps its meaning for ever: one may be added, none is used for something else.
"""

import re
from dataclasses import dataclass
from typing import Final

_WINDOW: Final = re.compile(r"_\d+[mhd]$")


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """One reason.

    Attributes:
        code: what a decision carries.
        name: a short name.
        text: beginning of a sentence for a person.
        stems: the features that speak for it, by name without the window.
    """

    code: str
    name: str
    text: str
    stems: tuple[str, ...]


REASON_CODES: Final[tuple[ReasonCode, ...]] = (
    ReasonCode(
        "R01",
        "unusual_amount",
        "Unusual amount",
        ("amount_minor", "card_max_minor", "card_mean_minor", "card_amount_z"),
    ),
    ReasonCode(
        "R02",
        "unusual_velocity",
        "Unusual pace of the card's payments",
        ("card_count", "card_seconds_since_last"),
    ),
    ReasonCode(
        "R03",
        "unusual_place",
        "Unusual number of countries for the card",
        ("card_distinct_countries",),
    ),
    ReasonCode("R04", "unusual_travel", "Unusual speed between two places", ("card_speed_kmh",)),
    ReasonCode("R05", "new_merchant", "Merchant new to the card", ("card_new_merchant",)),
    ReasonCode(
        "R06",
        "unusual_merchant_count",
        "Unusual number of merchants for the card",
        ("card_distinct_merchants",),
    ),
    ReasonCode(
        "R07",
        "merchant_risk",
        "Confirmed fraud at the merchant",
        ("merchant_fraud_count", "merchant_fraud_share"),
    ),
    ReasonCode("R08", "card_risk", "Confirmed fraud on the card", ("card_confirmed_fraud",)),
    ReasonCode("R09", "unusual_time", "Unusual time", ("hour_of_day", "is_weekend", "is_night")),
    ReasonCode(
        "R10",
        "merchant_activity",
        "Unusual activity at the merchant",
        ("merchant_count", "merchant_sum_minor", "merchant_mean_minor", "merchant_distinct_cards"),
    ),
    ReasonCode("R11", "unusual_spending", "Unusual spending of the card", ("card_sum_minor",)),
)
"""All reasons, in the order of their codes."""

_BY_STEM: Final = {stem: reason for reason in REASON_CODES for stem in reason.stems}


def reason_code(feature: str) -> ReasonCode:
    """The one code that a feature of the catalogue speaks for.

    Raises:
        KeyError: no code has it.

    >>> reason_code("card_count_24h").name
    'unusual_velocity'
    """
    return _BY_STEM[_WINDOW.sub("", feature)]
