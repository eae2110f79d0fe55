"""What the engine and the interpreter say of one stream, value by value."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from events.fraud.label import Label
from tests.definitions.cases import Case
from tests.definitions.claims import as_said
from tests.definitions.random_streams import Fields, Restore
from tests.definitions.reading import interpreter_of

Answer = tuple[str, dict[str, object]]
"""What became of a payment, and its values by name."""


class Engine(Protocol):
    """What is compared with the interpreter."""

    def pay(self, fields: Fields) -> Answer:
        """Takes a payment."""

    def label(self, label: Label) -> None:
        """Takes a label."""

    def restore(self, event: Restore) -> None:
        """Makes every state anew from its log."""


MakeEngine = Callable[[Case], Engine]


@dataclass(frozen=True)
class Mismatch:
    """A difference.

    Attributes:
        place: of the event in the stream, from 0.
        what: name of the feature, or ``kind`` of the payment.
        engine: what the engine says.
        interpreter: what it should be.
    """

    place: int
    what: str
    engine: object
    interpreter: object

    def __str__(self) -> str:
        """Say it on one line."""
        return (
            f"event {self.place}, {self.what}: engine {self.engine!r},"
            f" interpreter {self.interpreter!r}"
        )


@dataclass
class Comparison:
    """What came of a case.

    Attributes:
        values: how many were compared.
        missing: how many of them were missing.
        incomplete: how many were said to be missing since their window was not seen whole.
        mismatches: the differences, in the order of the stream.
    """

    values: int = 0
    missing: int = 0
    incomplete: int = 0
    mismatches: list[Mismatch] = field(default_factory=list)


def compare(case: Case, make_engine: MakeEngine) -> Comparison:
    """Run both over the stream, to its end."""
    engine = make_engine(case)
    interpreter = interpreter_of(case)
    features = {feature.name: feature for feature in case.definitions.features}
    found = Comparison()
    for place, event in enumerate(case.events):
        if isinstance(event, Restore):
            engine.restore(event)
        elif isinstance(event, Label):
            engine.label(event)
            interpreter.label(event)
        elif isinstance(event, dict):
            kind, values = engine.pay(event)
            expected_kind, whole = interpreter.pay(event)
            expected = case.asked(whole)
            found.values += len(expected)
            found.missing += sum(value is None for value in expected.values())
            if kind != expected_kind or list(values) != list(expected):
                found.mismatches.append(Mismatch(place, "kind", kind, expected_kind))
                return found
            found.mismatches += [
                Mismatch(place, name, values[name], value)
                for name, value in expected.items()
                if not same(values[name], value)
                or not (kind == "late" or as_said(features[name], value))
            ]
    return found


def same(one: object, other: object) -> bool:
    """Whether two values are equal to the last bit, and of one type."""
    return type(one) is type(other) and one == other
