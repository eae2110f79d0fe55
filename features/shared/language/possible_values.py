"""Which values a name can have at all, so that a constant it never equals is found at load.

::

    country == "Germany"     codes of a list       not a country code; did you mean 'DE'?
    hour_of_day == 25        a range               `hour_of_day` is 0 to 23, it is never 25
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from math import inf
from typing import Final

from events.shared.iso_codes import COUNTRIES, CURRENCIES
from features.shared.language.country_names import COUNTRY_CODES

_SIMILAR: Final = 0.85


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of a list.

    Attributes:
        kind: what one of them is called.
        standard: whose list it is, and what the codes look like.
        known: all of them.
        spoken: what people write instead, in lower case, with the code that it stands for.
    """

    kind: str
    standard: str
    known: frozenset[str]
    spoken: Mapping[str, str]

    def fault(self, text: str) -> str | None:
        """Say why no value is ever `text`, or None."""
        if text in self.known:
            return None
        similar = get_close_matches(text.strip().casefold(), self.spoken, n=1, cutoff=_SIMILAR)
        hint = f"; did you mean '{self.spoken[similar[0]]}'?" if similar else ""
        return f"{text!r} is no {self.kind}, expected {self.standard}{hint}"

    def prefix_fault(self, prefix: str) -> str | None:
        """Say why no value ever begins with `prefix`, or None."""
        if any(code.startswith(prefix) for code in self.known):
            return None
        return f"no {self.kind} begins with {prefix!r}, expected {self.standard}"


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `least` to `most`, both in it."""

    least: float = -inf
    most: float = inf

    def fault(self, name: str, symbol: str, number: float) -> str | None:
        """Say why ``name symbol number`` never holds, or of ``!=`` always does; else None."""
        never = {
            "<": number <= self.least,
            "<=": number < self.least,
            ">": number >= self.most,
            ">=": number > self.most,
        }.get(symbol, not self.least <= number <= self.most)
        shown = "" if symbol in {"==", "!="} else f"{symbol} "
        return f"`{name}` is {self}, it is never {shown}{number:g}" if never else None

    def __str__(self) -> str:
        """Give the range in words."""
        if self.most == inf:
            return f"{self.least:g} or more"
        return (
            f"at most {self.most:g}" if self.least == -inf else f"{self.least:g} to {self.most:g}"
        )


PossibleValues = Codes | Range

COUNTRY_VALUES: Final = Codes(
    kind="country code",
    standard="two capital letters of ISO 3166-1, such as 'DE'",
    known=COUNTRIES,
    spoken=COUNTRY_CODES | {code.casefold(): code for code in COUNTRIES},
)
CURRENCY_VALUES: Final = Codes(
    kind="currency code",
    standard="three capital letters of ISO 4217, such as 'EUR'",
    known=CURRENCIES,
    spoken={code.casefold(): code for code in CURRENCIES}
    | {"\N{EURO SIGN}": "EUR", "$": "USD", "dollar": "USD", "\N{POUND SIGN}": "GBP"},
)
