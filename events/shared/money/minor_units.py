"""Decimal digits of a currency's minor unit, by ISO 4217."""

from typing import Final

_USUAL_DIGITS: Final = 2
_DIGITS: Final[dict[str, int]] = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"), 0),
    **dict.fromkeys(("PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
"""The currencies whose digits are not two. MGA and MRU, whose minor unit is a fifth, have two in
the standard as well. Those with four are units of account and not money: no payment has them."""


def minor_unit_digits(currency: str) -> int:
    """Decimal places of `currency`, an ISO 4217 code: 2 for EUR, 0 for JPY, 3 for KWD."""
    return _DIGITS.get(currency, _USUAL_DIGITS)
