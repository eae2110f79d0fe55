"""Reason codes: plain reasons in the words of a definition file, and what speaks for each.

A code says what is unusual, not which way: a model may take a missing speed or a quiet card for a
sign of fraud too. It keeps its meaning for ever: one may be added, none is used for something else.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from features.shared.definitions.model import Definitions

_NO_LETTERS: Final = re.compile(r"[^a-z0-9]+")

_SHIPPED_NAMES: Final[Mapping[str, str]] = {
    "R01": "unusual_amount",
    "R02": "unusual_velocity",
    "R03": "unusual_place",
    "R04": "unusual_travel",
    "R05": "new_merchant",
    "R06": "unusual_merchant_count",
    "R07": "merchant_risk",
    "R08": "card_risk",
    "R09": "unusual_time",
    "R10": "merchant_activity",
    "R11": "unusual_spending",
    "R12": "device_activity",
}
"""Short names of the codes that are shipped."""


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """One reason.

    Attributes:
        code: what a decision carries; of a feature without a code its name.
        name: a short name.
        text: beginning of a sentence for a person; None where there is no more to say than the
            feature's name.
    """

    code: str
    name: str
    text: str | None


class ReasonCodes:
    """The reasons of some definitions.

    Args:
        definitions: their file has the codes in words, and names one for features.
    """

    def __init__(self, definitions: Definitions) -> None:
        self.codes: Final = tuple(
            ReasonCode(code, _SHIPPED_NAMES.get(code, _short(text)), text)
            for code, text in definitions.reasons
        )
        known = {one.code: one for one in self.codes}
        self._by_feature = {
            feature.name: known[feature.reason]
            for feature in definitions.features
            if feature.reason is not None
        }

    def of(self, feature: str) -> ReasonCode:
        """The one reason that a feature speaks for; its own where the file names none."""
        return self._by_feature.get(feature) or ReasonCode(feature, feature, None)


def _short(text: str) -> str:
    """A name made of a sentence.

    >>> _short("Unusual fee, in euros")
    'unusual_fee_in_euros'
    """
    return _NO_LETTERS.sub("_", text.lower()).strip("_")
