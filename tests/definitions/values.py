"""The few values that fields of random payments have: few, so that keys and conditions meet."""

from collections.abc import Mapping
from random import Random
from typing import Any, Final

from events.shared.time_units import DAY_MS
from features.shared.definitions.model import OwnField

START_MS: Final = 1_700_000_000_000

CARDS: Final = ("c1", "c2", "c3")
MERCHANTS: Final = ("m1", "m2", "m3", "m4")
COUNTRIES: Final = ("DE", "FR", "US")
CURRENCIES: Final = ("EUR", "JPY", "KWD", "USD")
CHANNELS: Final = ("pos", "ecommerce", "atm")
DEVICES: Final = ("d1", "d2", "d3", None)
IPS: Final = ("10.0.0.1", "2001:db8::1", None)
AMOUNTS: Final = (0, 1, 99, 100, 2500, 2500, 19_999, 10**12)
POSITIONS: Final = ((0.0, 0.0), (48.1, 11.6), (48.2, 11.5), (-90.0, 180.0), (None, None))

_TEXTS: Final = ("a", "ab", "b", "c")


def own_pool(type_: str, said: Mapping[str, Any]) -> tuple[object, ...]:
    """Values that a team's own field has in random payments, those at its limits among them.

    Args:
        type_: of the field.
        said: its entry; of a decimal the values are whole numbers of its last digit.
    """
    if type_ == "text":
        return tuple(text for text in _TEXTS if len(text) <= said.get("longest", 64))
    if type_ == "country":
        return COUNTRIES
    if type_ == "boolean":
        return (True, False)
    if type_ == "time":
        return (START_MS, START_MS + 1, START_MS - 400 * DAY_MS)
    scale = 10 ** said.get("digits", 0)
    least, most = said.get("least", -5) * scale, said.get("most", 10**6) * scale
    numbers = {least, most, 0, 7, 250, 251}
    return tuple(sorted(number for number in numbers if least <= number <= most))


def own_value(random: Random, field: OwnField) -> object:
    """A value of the field; None now and then where it is not required."""
    if not field.required and random.random() < 0.25:
        return None
    limits = {"least": field.least, "most": field.most}
    said = {key: limit for key, limit in limits.items() if limit is not None}
    return random.choice(
        own_pool(field.type, {**said, "longest": field.longest, "digits": field.digits})
    )
