"""What the engine and the interpreter say of one stream, value by value."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from events.fraud.label import Label
from features.shared.definitions.model import Derived, Feature
from tests.definitions.cases import Case
from tests.definitions.claims import as_said
from tests.definitions.decayed_totals import began_anew
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
        begun_anew: how many were right but for what is left of what had decayed.
        mismatches: the differences, in the order of the stream.
    """

    values: int = 0
    missing: int = 0
    incomplete: int = 0
    begun_anew: int = 0
    mismatches: list[Mismatch] = field(default_factory=list)


def compare(case: Case, make_engine: MakeEngine) -> Comparison:
    """Run both over the stream, to its end or to a payment that they do not agree on at all."""
    engine = make_engine(case)
    interpreter = interpreter_of(case)
    values = ComparedValues(case)
    for place, event in enumerate(case.events):
        if isinstance(event, Restore):
            engine.restore(event)
        elif isinstance(event, Label):
            engine.label(event)
            interpreter.label(event)
        elif isinstance(event, dict):
            kind, given = engine.pay(event)
            expected_kind, whole = interpreter.pay(event)
            expected = case.asked(whole)
            if kind != expected_kind or list(given) != list(expected):
                values.found.mismatches.append(Mismatch(place, "kind", kind, expected_kind))
                break
            payments = [one.fields for one in interpreter.taken]
            values.compare(place, expected_kind, given, expected, payments)
    return values.found


class ComparedValues:
    """The values of one case.

    Args:
        case: it is of.
    """

    def __init__(self, case: Case) -> None:
        self.found = Comparison()
        self._features = {feature.name: feature for feature in case.definitions.features}
        # Where no state goes, no decayed total begins anew.
        self._exact = not any(isinstance(event, Restore) for event in case.events)

    def compare(
        self,
        place: int,
        kind: str,
        given: dict[str, object],
        expected: dict[str, object],
        payments: list[Fields],
    ) -> None:
        """Take down the values of a payment, and those of them that are wrong."""
        anew: set[str] = set()
        self.found.values += len(expected)
        for name, value in expected.items():
            feature = self._features[name]
            self.found.missing += value is None
            if kind != "late" and not as_said(feature, value):
                said = f"{feature.kind}, {feature.least} to {feature.most}"
                self.found.mismatches.append(Mismatch(place, name, said, value))
            elif same(given[name], value):
                continue
            elif not self._exact and (
                reads(feature, anew) or began_anew(feature, given[name], value, payments)
            ):
                anew.add(name)
                self.found.begun_anew += 1
            else:
                self.found.mismatches.append(Mismatch(place, name, given[name], value))


def reads(feature: Feature, names: set[str]) -> bool:
    """Whether it is derived from one of these features."""
    return isinstance(feature.source, Derived) and bool(feature.source.expression.names & names)


def same(one: object, other: object) -> bool:
    """Whether two values are equal to the last bit, and of one type."""
    return type(one) is type(other) and one == other
