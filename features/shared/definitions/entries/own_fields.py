"""The entry ``fields``: a payment's own attributes, beside those that every payment has."""

from collections.abc import Iterator
from typing import Final, get_args

import yaml

from events.shared.own_fields import LONGEST_TEXT, MOST_DIGITS, MOST_UNITS, FieldType, OwnField
from features.shared.definitions.entries.names import GivenNames
from features.shared.language.fields import FieldReader, Fields

MAX_FIELDS: Final = 100
LONGEST_DESCRIPTION: Final = 300

_TYPES: Final[dict[str, FieldType]] = {name: name for name in get_args(FieldType)}
_OPTIONAL: Final = (
    "required",
    "personal",
    "carried",
    "least",
    "most",
    "longest",
    "digits",
    "description",
)
_ONLY_OF: Final[dict[str, tuple[FieldType, ...]]] = {
    "longest": ("text",),
    "digits": ("decimal",),
    "least": ("integer", "decimal", "time"),
    "most": ("integer", "decimal", "time"),
}


def read_fields(
    node: yaml.Node | None, names: GivenNames, reader: FieldReader
) -> Iterator[OwnField]:
    """Give the fields that are declared soundly, in their order."""
    if node is None:
        return
    for name, value in reader.entries(node, "fields", MAX_FIELDS):
        field = _read_field(name, value, reader)
        if names.give(name, value, "fields", reader) and field is not None:
            yield field


def _read_field(name: str, node: yaml.Node, reader: FieldReader) -> OwnField | None:
    what = f"field '{name}'"
    fields = reader.fields(node, what, ("type",), _OPTIONAL)
    type_ = _TYPES.get(reader.choice(fields, "type", what, tuple(_TYPES)) or "")
    if type_ is None:
        return None
    for key, types in _ONLY_OF.items():
        if key in fields and type_ not in types:
            message = f"'{key}' is of {', '.join(types)}, this one is {type_}"
            reader.refuse(fields[key], f"{what}: {message}")
    digits = reader.whole(fields, "digits", what, (1, MOST_DIGITS))
    if type_ == "decimal" and "digits" not in fields:
        reader.refuse(node, f"{what}: a decimal says its 'digits' after the point, 1 to 9")
    least, most = _limits(fields, what, 10 ** (digits or 0), reader)
    personal, carried = (reader.flag(fields, key, what) for key in ("personal", "carried"))
    if personal and carried:
        message = "a personal field never leaves the job, so no decision carries it"
        reader.refuse(fields["carried"], f"{what}: {message}")
    return OwnField(
        name=name,
        type=type_,
        required=reader.flag(fields, "required", what) or False,
        personal=personal or False,
        carried=carried or False,
        least=least,
        most=most,
        longest=reader.whole(fields, "longest", what, (1, LONGEST_TEXT)) or 64,
        digits=digits or 0,
        description=reader.text(fields, "description", what, LONGEST_DESCRIPTION) or "",
    )


def _limits(
    fields: Fields, what: str, units: int, reader: FieldReader
) -> tuple[int | None, int | None]:
    largest = MOST_UNITS // units
    least, most = (
        reader.whole(fields, key, what, (-largest, largest)) for key in ("least", "most")
    )
    if least is not None and most is not None and least > most:
        reader.refuse(fields["most"], f"{what}: 'most' is {most}, below the 'least' of {least}")
    return least, most
