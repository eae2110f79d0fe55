"""What is to be known of a kind of record to read it from columns of other names."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from datasets.own.faults import Refused
from datasets.own.read_columns import Columns
from datasets.record_columns import RecordColumns

Read = Callable[[object], object]
Constants = Mapping[str, object]

TIMES: Final = ("event_time", "event_time_s", "event_time_ms")
"""The targets that can feed an event time."""


@dataclass(frozen=True, kw_only=True)
class Together:
    """Fields whose values must fit together.

    Attributes:
        fields: their names.
        are_plain: whether those of them that are Arrow columns, by name, need no look at each row;
            the second argument names all that are mapped.
        check: puts `Refused` or another value where they do not fit; takes the columns that are
            read value by value, and the constants.
    """

    fields: tuple[str, ...]
    are_plain: Callable[[Mapping[str, Any], Sequence[str]], bool]
    check: Callable[[Columns, Constants], None]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A kind of record.

    Attributes:
        one: with its article, for messages.
        many: likewise, more of them.
        columns: as which its records are kept.
        extra: Arrow types of columns that are no fields of the record.
        targets: by field, the targets that can feed it; one of them does.
        required: the fields without which there is no record.
        optional: the targets of which a row may have no value.
        constants: how a value is read that is given for all rows, by target.
        amount: the field with an amount in minor units, and its target in major units.
        tokens: the ids that must be no card numbers.
        made_id: the field that the number of its row can stand for; None where it cannot.
        shown: the fields of which a fault shows the value, since it is not personal.
        together: fields that must fit together.
        absent: the fields that are said to be absent where nothing feeds them.
        gaps: what else a mapping lacks, from the fields that are mapped or constant.
    """

    one: str
    many: str
    columns: RecordColumns[Any]
    extra: Mapping[str, Any]
    targets: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    optional: frozenset[str]
    constants: Mapping[str, Read]
    amount: tuple[str, str]
    tokens: frozenset[str]
    made_id: str | None
    shown: frozenset[str]
    together: tuple[Together, ...]
    absent: tuple[str, ...]
    gaps: Callable[[frozenset[str]], list[str]]

    @property
    def every_target(self) -> tuple[str, ...]:
        """All targets."""
        return tuple(target for targets in self.targets.values() for target in targets)

    @property
    def types(self) -> dict[str, Any]:
        """Arrow type of each column."""
        return {**self.columns.types, **self.extra}

    def field_of(self, target: str) -> str:
        """The field that `target` feeds."""
        fed = (field for field, targets in self.targets.items() if target in targets)
        return next(fed, target)


def alike_nulls(plain: Mapping[str, Any], mapped: Sequence[str]) -> bool:
    """Whether all that is mapped of some fields is plain, and the same rows lack it."""
    nulls = [plain[name].is_null() for name in mapped if name in plain]
    return len(nulls) == len(mapped) and all(each.equals(nulls[0]) for each in nulls)


def refuse_halves(first: str, second: str, refused: Refused) -> Callable[..., None]:
    """A check that refuses a row that has one of two values; the one that it lacks is at fault."""

    def check(columns: Columns, constants: Constants) -> None:  # noqa: ARG001 - as of every check
        if first not in columns or second not in columns:
            return
        firsts, seconds = columns[first], columns[second]
        for index, (one, other) in enumerate(zip(firsts, seconds, strict=True)):
            if (one is None) != (other is None):
                (firsts if one is None else seconds)[index] = refused

    return check
