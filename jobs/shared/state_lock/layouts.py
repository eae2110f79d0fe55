"""The layout of stored structs, read off their types.

class LabelEntry(Struct, array_like=True)  -->  by position: {"event_time_ms": "int", ...}
"""

from typing import Any, Final

from msgspec import Struct, inspect

from jobs.shared.state_lock.lock import StructLayout


def layouts(*roots: type[Struct]) -> dict[str, StructLayout]:
    """The layouts of `roots` and of every struct in them, by name.

    Raises:
        ValueError: two different structs have one name.
        TypeError: a field is of a type that has no description here.
    """
    found: dict[str, StructLayout] = {}
    classes: dict[str, type[Any]] = {}
    waiting = [inspect.type_info(root) for root in roots]
    while waiting:
        info = waiting.pop()
        if isinstance(info, inspect.StructType):
            name = info.cls.__name__
            if classes.setdefault(name, info.cls) is not info.cls:
                raise ValueError(f"{name}: two stored structs have this name")
            found[name] = _layout(info)
        waiting += _parts(info)
    return dict(sorted(found.items()))


def _layout(info: inspect.StructType) -> StructLayout:
    return StructLayout(
        by="position" if info.array_like else "name",
        tag=None if info.tag is None else str(info.tag),
        fields={field.encode_name: _text(field.type) for field in info.fields},
        optional=tuple(field.encode_name for field in info.fields if not field.required),
    )


def _parts(info: inspect.Type) -> list[inspect.Type]:
    """The types that `info` is made of."""
    match info:
        case inspect.StructType():
            return [field.type for field in info.fields]
        case inspect.ListType() | inspect.VarTupleType():
            return [info.item_type]
        case inspect.TupleType():
            return list(info.item_types)
        case inspect.DictType():
            return [info.key_type, info.value_type]
        case inspect.UnionType():
            return list(info.types)
        case _:
            return []


def _text(info: inspect.Type) -> str:
    if isinstance(info, inspect.StructType):
        return f"@{info.cls.__name__}"
    if isinstance(info, inspect.LiteralType):
        return " | ".join(sorted(repr(value) for value in info.values))
    parts = [_text(part) for part in _parts(info)]
    if isinstance(info, inspect.UnionType):
        return " | ".join(sorted(parts))
    name = _NAMES.get(type(info))
    if name is None:
        raise TypeError(f"{info}: a stored struct has a field of a type that is not known here")
    return f"{name}[{', '.join(parts)}]" if parts else name


_NAMES: Final[dict[type[inspect.Type], str]] = {
    inspect.IntType: "int",
    inspect.FloatType: "float",
    inspect.StrType: "str",
    inspect.BytesType: "bytes",
    inspect.BoolType: "bool",
    inspect.RawType: "raw",
    inspect.NoneType: "None",
    inspect.ListType: "list",
    inspect.VarTupleType: "list",
    inspect.TupleType: "tuple",
    inspect.DictType: "dict",
}
