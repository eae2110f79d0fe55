"""What the events of a system have: the ground that a definition file stands on."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import Final, Literal

from features.shared.definitions.model import Definitions, FieldType, OwnField
from features.shared.language.possible_values import COUNTRY_VALUES, Codes, PossibleValues, Range
from features.shared.language.value_types import NameType, Schema, ValueType

EventType = FieldType | Literal["degrees"]
"""Type of a field of an event; degrees are fractions without a last digit, which nothing adds."""

LABEL: Final = "label"
"""What features of confirmed frauds read beside the event's fields."""

_VALUE_TYPES: Final[dict[EventType, ValueType]] = {
    "text": ValueType.TEXT,
    "country": ValueType.TEXT,
    "integer": ValueType.INT,
    "time": ValueType.INT,
    "decimal": ValueType.FLOAT,
    "degrees": ValueType.FLOAT,
    "boolean": ValueType.BOOL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventField:
    """One field that expressions and aggregates may read.

    Attributes:
        name: of the field.
        type: of its value.
        nullable: whether an event can be without it.
        personal: whether its value must never leave the job.
        digits: digits after the point of a decimal.
        least: the smallest value that it can have, None where that is not known.
        most: the largest, likewise.
        codes: the texts that it can be, None where that is not known.
        unit: what its stored numbers are in, where their name has to say so.
        computed_from: the field of the record that it is computed from, None if it stands there.
    """

    name: str
    type: EventType
    nullable: bool = False
    personal: bool = False
    digits: int = 0
    least: float | None = None
    most: float | None = None
    codes: Codes | None = None
    unit: str = ""
    computed_from: str | None = None

    @property
    def in_record(self) -> str:
        """The field of the record without which it has no value."""
        return self.name if self.computed_from is None else self.computed_from

    @property
    def name_type(self) -> NameType:
        """How expressions see it; a decimal is its number, such as 12.34."""
        return NameType(_VALUE_TYPES[self.type], self.nullable, self._possible())

    def _possible(self) -> PossibleValues | None:
        if self.least is None and self.most is None:
            return COUNTRY_VALUES if self.type == "country" else self.codes
        least = -inf if self.least is None else self.least
        return Range(least, inf if self.most is None else self.most)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSchema:
    """All fields of the events, and what some of them are for.

    Attributes:
        fields: that every file may read.
        identity: the field that no two events share, which is no key of a history.
        label_keys: the fields by which a label names the event that it is of; none where there are
            no labels.
        position: latitude and longitude; nothing where events have no place.
        entered_by: the field by whose key events enter, where duplicates are found.
        deduplicated: whether there are no duplicates left at that key.
        decided_by: the field by whose key events are decided, if a file has such an entity.
        reserved: names that no field and no feature of a file may have.
        decided_again: whether an event may come to another key of `decided_by` later, as by a link
            of two ids, and there alone: pairs with that field are kept there.
    """

    fields: tuple[EventField, ...]
    identity: str
    entered_by: str
    decided_by: str
    label_keys: tuple[str, ...] = ()
    position: tuple[str, ...] = ()
    deduplicated: bool = False
    reserved: frozenset[str] = frozenset()
    decided_again: bool = False


def own_event_field(own: OwnField) -> EventField:
    """How features read a field that a file declares."""
    return EventField(
        name=own.name,
        type=own.type,
        nullable=not own.required,
        personal=own.personal,
        digits=own.digits,
        least=own.least,
        most=own.most,
    )


def event_fields(schema: EventSchema, own: Iterable[OwnField]) -> dict[str, EventField]:
    """Every field that expressions and aggregates may read, by name, the file's own last."""
    return {field.name: field for field in (*schema.fields, *map(own_event_field, own))}


def condition_schema(schema: EventSchema, definitions: Definitions) -> Schema:
    """Types of the names that `where`, `share` and rules may read of an event."""
    fields = event_fields(schema, definitions.fields)
    return {name: field.name_type for name, field in fields.items()}
