"""Whether values have the shape of a type: every unknown, missing or mistyped one, not the first.

{"fraud": {"paralellism": 4, "log_level": "LOUD"}}
  -> fraud.paralellism: no such value; known are ...
     fraud.log_level: 'LOUD': Invalid enum value 'LOUD'
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args, get_origin, get_type_hints

import msgspec

# `pulumi config set` stores text; "30" is as good a number as 30.
STRICT: Final = False


def shape_faults(values: object, shape: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401 - a type
    """One line for each value in `values` that does not fit `shape`, a Struct or a field's type."""
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct):
        yield from _struct_faults(values, shape, path)
    elif get_origin(shape) is dict and isinstance(values, Mapping):
        for key, value in values.items():
            yield from shape_faults(value, get_args(shape)[1], _below(path, key))
    else:
        yield from _value_faults(values, shape, path)


def _struct_faults(values: object, shape: type[msgspec.Struct], path: str) -> Iterator[str]:
    if not isinstance(values, Mapping):
        yield f"{path}: {values!r}: values by name are expected"
        return
    fields = {field.name: field for field in msgspec.structs.fields(shape)}
    types = get_type_hints(shape)
    for name, value in values.items():
        if name in fields:
            yield from shape_faults(value, types[name], _below(path, name))
        else:
            yield f"{_below(path, name)}: no such value; known are {', '.join(fields)}"
    for name, field in fields.items():
        if field.required and name not in values:
            yield f"{_below(path, name)}: missing"


def _value_faults(value: object, shape: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - a type
    try:
        msgspec.convert(value, shape, strict=STRICT)
    except msgspec.ValidationError as error:
        yield f"{path}: {value!r}: {error}"


def _below(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)
