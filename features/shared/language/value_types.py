"""The types that rule expressions know: what a name stands for and what an expression gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from features.shared.language.possible_values import PossibleValues


class ValueType(Enum):
    """Type of a value; the enum's value is how messages name it."""

    INT = "whole number"
    FLOAT = "number"
    BOOL = "true/false"
    TEXT = "text"

    @property
    def numeric(self) -> bool:
        """Whether arithmetic and ordering apply."""
        return self in {ValueType.INT, ValueType.FLOAT}


@dataclass(frozen=True, slots=True)
class NameType:
    """Type of a name that expressions may read.

    Attributes:
        kind: type of its value where there is one.
        nullable: whether the value can be missing (None).
        possible: what the value can be at all; None where that is not known.
    """

    kind: ValueType
    nullable: bool
    possible: PossibleValues | None = None


Schema = Mapping[str, NameType]
"""Every name that an expression may read, with its type."""
