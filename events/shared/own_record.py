"""Records of one definition file: what every record of a kind has, and the file's own fields.

Their type is made when it is needed and never pickled: each process makes it anew from the fields.
"""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Final, TypeVar

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import force_setattr

from events.shared.identifiers import text_pattern
from events.shared.own_fields import FieldType, FieldValue, OwnField, decimal_text
from events.shared.wire_types import Country

Record = TypeVar("Record", bound=Struct)

_UNSAID: Final[dict[FieldType, FieldValue]] = {
    "text": "",
    "integer": 0,
    "decimal": 0,
    "boolean": False,
    "country": "",
    "time": 0,
}
_DECIMAL: Final = Annotated[int | float | str, Meta(description="a decimal, as number or text")]


def with_own_fields(kind: type[Record], fields: tuple[OwnField, ...]) -> type[Record]:
    """`kind` with an attribute for each of `fields`, None where a record lacks it.

    Raises:
        ValueError: a field has the name of one that every record has, or two have the same.
    """
    made: type[Record] = _made(kind, fields)
    return made


@cache
def _made(kind: type[Struct], fields: tuple[OwnField, ...]) -> Any:  # noqa: ANN401 - of what `kind` is
    if not fields:
        return kind
    names = [one.name for one in fields]
    taken = [one for one in names if one in kind.__struct_fields__ or names.count(one) > 1]
    if taken:
        raise ValueError(f"own fields {sorted(set(taken))}: names that are taken already")
    return msgspec.defstruct(
        kind.__name__,
        [_declared(one) for one in fields],
        bases=(kind,),
        kw_only=True,
        frozen=True,
        gc=False,
        omit_defaults=True,
    )


def _declared(field: OwnField) -> tuple[str, Any] | tuple[str, Any, None]:
    annotation = _annotation(field)
    if field.required:
        return field.name, annotation
    return field.name, annotation | None, None


def unsaid_values(fields: tuple[OwnField, ...]) -> dict[str, FieldValue | None]:
    """Own fields of a record that nobody sent: missing, or of a required one what says least."""
    return {one.name: _UNSAID[one.type] if one.required else None for one in fields}


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


def carried_values(fields: tuple[OwnField, ...]) -> Callable[[Struct], dict[str, FieldValue]]:
    """What a result carries of its record: the values that it has, by name; a decimal as text.

    A personal field is never among them.
    """
    carried = [one for one in fields if one.carried and not one.personal]

    def values(record: Struct) -> dict[str, FieldValue]:
        found = {one.name: _written(one, getattr(record, one.name)) for one in carried}
        return {name: value for name, value in found.items() if value is not None}

    return values


def _written(field: OwnField, value: FieldValue | None) -> FieldValue | None:
    return (
        decimal_text(int(value), field.digits)
        if field.type == "decimal" and value is not None
        else value
    )


def not_personal(fields: tuple[OwnField, ...]) -> tuple[OwnField, ...]:
    """Those of `fields` that may leave the job."""
    return tuple(one for one in fields if not one.personal)


def given_copy(
    kind: type[Record], fields: tuple[OwnField, ...], computed: frozenset[str]
) -> Callable[[Record], Record]:
    """A record as it is given on the wire: decimals as text, without what is `computed`.

    Args:
        kind: what every record has.
        fields: the own fields that the copy has.
        computed: names of the fields that no record gives; their default is None.
    """
    decimals = [one for one in fields if one.type == "decimal"]
    given = with_own_fields(kind, fields)

    def copy(record: Record) -> Record:
        copied = msgspec.convert(record, given, from_attributes=True)
        for name in computed:
            force_setattr(copied, name, None)
        for one in decimals:
            force_setattr(copied, one.name, _written(one, getattr(record, one.name)))
        return copied

    return copy
