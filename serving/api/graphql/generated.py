"""GraphQL types made from the structs of the wire, so that nothing is written twice.

Names are those of the wire. An integer is a `Long`: GraphQL's own ends at 32 bits, before any time
in milliseconds does. An object with names of its own, such as features by name, is a `JSON`.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, NewType, TypeVar, cast

import strawberry
from msgspec import UNSET, inspect, structs
from strawberry.permission import BasePermission
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

Long = NewType("Long", int)
"""An integer of up to 53 bits, as JSON readers take it."""

_MOST: Final = 2**53 - 1

StructT = TypeVar("StructT")


def _long(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -_MOST <= value <= _MOST:
        raise ValueError("an integer of at most 53 bits expected")
    return value


SCALARS: Final[Mapping[object, ScalarDefinition]] = {
    Long: strawberry.scalar(
        name="Long",
        description="An integer of at most 53 bits.",
        serialize=_long,
        parse_value=_long,
    )
}
"""For the `scalar_map` of a schema that has generated types."""


def value_of(source: object, name: str) -> object:
    """The value of a field, for the `default_resolver` of a schema; absent ones are null."""
    value = getattr(source, name)
    return None if value is UNSET else value


class GraphqlTypes:
    """Makes types, each once.

    Args:
        names: of enumerations, by their values; others are named by the field where they come up.
        guarded: by struct, names of fields that not everybody may see; they are null for others.
        permission: that those need.
    """

    def __init__(
        self,
        names: Mapping[frozenset[str], str],
        guarded: Mapping[type, frozenset[str]],
        permission: type[BasePermission],
    ) -> None:
        self._names, self._guarded, self._permission = names, guarded, permission
        self._made: dict[object, Any] = {}

    def of(self, struct: type[StructT]) -> type[StructT]:
        """The type of a struct; what it is asked for is such a struct itself."""
        # strawberry reads the annotations of a field: for mypy it is what the resolver gives.
        return cast(
            "type[StructT]", self._object(cast("inspect.StructType", inspect.type_info(struct)))
        )

    def enumeration(self, values: tuple[str, ...]) -> Any:  # noqa: ANN401 - an annotation
        """The enumeration of values of the wire, which was named."""
        return self._enumeration(frozenset(values), "")

    def _object(self, told: inspect.StructType) -> Any:  # noqa: ANN401 - an annotation
        if told.cls in self._made:
            return self._made[told.cls]
        name = told.cls.__name__
        guarded = self._guarded.get(told.cls, frozenset())
        body: dict[str, Any] = {"__annotations__": {}, "__doc__": told.cls.__doc__}
        absent = {one.name for one in structs.fields(told.cls) if one.default is UNSET}
        for field in told.fields:
            annotation = self._annotation(field.type, f"{name}{_in_capitals(field.name)}")
            if field.name in absent:
                annotation = annotation | None
            if field.name in guarded:
                annotation = annotation | None
                body[field.name] = strawberry.field(permission_classes=[self._permission])
            body["__annotations__"][field.name] = annotation
        described = (told.cls.__doc__ or "").partition("\n")[0]
        made = strawberry.type(type(name, (), body), name=name, description=described)
        self._made[told.cls] = made
        return made

    def _annotation(self, told: inspect.Type, place: str) -> Any:  # noqa: ANN401, PLR0911 - as it is
        match told:
            case inspect.IntType():
                return Long
            case inspect.StrType():
                return str
            case inspect.BoolType():
                return bool
            case inspect.FloatType():
                return float
            case inspect.LiteralType(values=values):
                return self._enumeration(frozenset(map(str, values)), place)
            case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
                return list[self._annotation(item, place)]  # type: ignore[misc] # made as it runs
            case inspect.DictType():
                return JSON
            case inspect.StructType():
                return self._object(told)
            case inspect.UnionType(types=types):
                return self._union(types, place)
            case _:
                raise TypeError(f"{place}: {type(told).__name__} has no form in GraphQL")

    def _union(self, types: tuple[inspect.Type, ...], place: str) -> Any:  # noqa: ANN401 - as it is
        some = [one for one in types if not isinstance(one, inspect.NoneType)]
        if len(some) != 1:
            raise TypeError(f"{place}: one type or none expected, a union has no form in GraphQL")
        return self._annotation(some[0], place) | None

    def _enumeration(self, values: frozenset[str], place: str) -> Any:  # noqa: ANN401 - as it is
        if values not in self._made:
            name = self._names.get(values, place)
            members = {one: one for one in sorted(values)}
            made = cast("type[Enum]", Enum(name, members))
            self._made[values] = strawberry.enum(made, name=name)
        return self._made[values]


def _in_capitals(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
