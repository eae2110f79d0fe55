"""The names that random expressions read, with constants that they can meet."""

from dataclasses import dataclass
from random import Random
from typing import Any, Final, Literal

from tests.definitions.values import CHANNELS, COUNTRIES, DEVICES, IPS, MERCHANTS, own_pool

Type = Literal["text", "integer", "decimal", "boolean", "country", "time", "degrees"]


@dataclass(frozen=True, slots=True)
class Readable:
    """One name.

    Attributes:
        name: as an expression writes it.
        type: of its value.
        nullable: whether it can be missing.
        personal: whether only true/false may be said of it.
        constants: values to compare it with, as an expression writes them.
    """

    name: str
    type: Type
    nullable: bool = False
    personal: bool = False
    constants: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether it is a number."""
        return self.type in {"integer", "decimal", "time", "degrees"}


def written(pool: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(repr(text) for text in pool if text is not None)


OF_EVERY_PAYMENT: Final = (
    Readable("amount_minor", "integer", constants=("100", "2500", "2501")),
    Readable("currency", "text", constants=("'EUR'", "'JPY'")),
    Readable("country", "country", constants=written(COUNTRIES)),
    Readable("channel", "text", constants=written(CHANNELS)),
    Readable("merchant_id", "text", constants=written(MERCHANTS)),
    Readable("device_id", "text", nullable=True, constants=written(DEVICES)),
    Readable("ip", "text", nullable=True, constants=written(IPS)),
    Readable("event_time_ms", "time", constants=("1700000000001",)),
    Readable("latitude", "degrees", nullable=True, constants=("0.5", "48.15")),
)
"""Fields that payments have whatever the file says."""


def base_amount(*, nullable: bool) -> Readable:
    """The amount in the base currency, which lacks a rate now and then where the file allows."""
    return Readable("amount_base_minor", "integer", nullable, constants=("99", "100", "2500"))


def own_readable(name: str, said: dict[str, Any]) -> Readable:
    """A field that the file declares.

    Args:
        name: of the field.
        said: its entry.
    """
    pool = own_pool(said["type"], said)
    scale = 10 ** said.get("digits", 0)
    numbers = [value for value in pool if isinstance(value, int) and not isinstance(value, bool)]
    inside = sorted(numbers)[1:-1] or numbers
    constants = [str(n) if scale == 1 else repr(n / scale) for n in inside if n >= 0]
    texts = [repr(value) for value in pool if isinstance(value, str)]
    return Readable(
        name,
        said["type"],
        nullable=not said.get("required", False),
        personal=said.get("personal", False),
        constants=tuple(constants or texts),
    )


def one_of(random: Random, names: list[Readable], *types: Type) -> Readable | None:
    """A name of one of the types, None where there is none."""
    fitting = [name for name in names if name.type in types]
    return random.choice(fitting) if fitting else None
