"""The payment of one definition file: what every payment has, and the file's own fields.

Its type is made when it is needed and never pickled: each process makes it anew from the fields.
"""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta
from msgspec.structs import force_setattr

from events.fraud.payment import COMPUTED_FIELDS, Country, Payment
from events.shared.identifiers import text_pattern
from events.shared.own_fields import FieldValue, OwnField, decimal_text

_DECIMAL: Final = Annotated[int | float | str, Meta(description="a decimal, as number or text")]


@cache
def payment_type(fields: tuple[OwnField, ...]) -> type[Payment]:
    """`Payment` with an attribute for each of `fields`, None where a payment lacks it.

    Raises:
        ValueError: a field has the name of one that every payment has, or two have the same.
    """
    if not fields:
        return Payment
    names = [one.name for one in fields]
    taken = [one for one in names if one in Payment.__struct_fields__ or names.count(one) > 1]
    if taken:
        raise ValueError(f"own fields {sorted(set(taken))}: names that are taken already")
    made: type[Payment] = msgspec.defstruct(  # type: ignore[assignment]
        "Payment",
        [_declared(one) for one in fields],
        bases=(Payment,),
        kw_only=True,
        frozen=True,
        gc=False,
        omit_defaults=True,
    )
    return made


def _declared(field: OwnField) -> tuple[str, Any] | tuple[str, Any, None]:
    annotation = _annotation(field)
    if field.required:
        return field.name, annotation
    return field.name, annotation | None, None


def _annotation(field: OwnField) -> Any:  # noqa: ANN401 - a type with its limits
    least, most = field.limits()
    match field.type:
        case "text":
            pattern = text_pattern(field.longest)
            return Annotated[str, Meta(min_length=1, max_length=field.longest, pattern=pattern)]
        case "country":
            return Country
        case "boolean":
            return bool
        case "decimal":
            return _DECIMAL
        case "integer" | "time":
            return Annotated[int, Meta(ge=least, le=most)]


def carried_values(fields: tuple[OwnField, ...]) -> Callable[[Payment], dict[str, FieldValue]]:
    """What a decision carries of a payment: the values that it has, by name; a decimal as text.

    A personal field is never among them.
    """
    carried = [one for one in fields if one.carried and not one.personal]

    def values(payment: Payment) -> dict[str, FieldValue]:
        found = {one.name: _written(one, getattr(payment, one.name)) for one in carried}
        return {name: value for name, value in found.items() if value is not None}

    return values


def _written(field: OwnField, value: FieldValue | None) -> FieldValue | None:
    return (
        decimal_text(int(value), field.digits)
        if field.type == "decimal" and value is not None
        else value
    )


def public_copy(fields: tuple[OwnField, ...]) -> Callable[[Payment], Payment]:
    """How a payment leaves the job: as it came, without personal fields and computed ones."""
    return given_copy(tuple(one for one in fields if not one.personal))


def given_copy(fields: tuple[OwnField, ...]) -> Callable[[Payment], Payment]:
    """A payment as a record gives it: its decimals as text, with these of its own fields only."""
    decimals = [one for one in fields if one.type == "decimal"]
    given = payment_type(fields)

    def copy(payment: Payment) -> Payment:
        copied = msgspec.convert(payment, given, from_attributes=True)
        for name in COMPUTED_FIELDS:
            force_setattr(copied, name, None)
        for one in decimals:
            force_setattr(copied, one.name, _written(one, getattr(payment, one.name)))
        return copied

    return copy
