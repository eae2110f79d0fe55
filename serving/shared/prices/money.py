"""An amount as it is written for people, to the last minor unit."""

from events.shared.money.minor_units import minor_unit_digits


def money(minor: int, currency: str) -> str:
    """An amount that is not negative, in the currency's own unit.

    >>> money(123_456_789, "EUR"), money(5, "EUR"), money(1_200, "JPY")
    ('EUR 1,234,567.89', 'EUR 0.05', 'JPY 1,200')
    """
    digits = minor_unit_digits(currency)
    whole, rest = divmod(minor, 10**digits)
    return f"{currency} {whole:,}" + (f".{rest:0{digits}}" if digits else "")
