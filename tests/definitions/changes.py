"""A file that changes in the middle of a stream: values exact, or missing and said to be so.

::

    payments under one file | logs | payments under the next file | logs | ...
                                     what the state has: at once, exactly
                                     what it has not: None and named, until its window is whole
"""

from dataclasses import dataclass, replace
from random import Random

from events.fraud.label import Label
from features.fraud.payment_plan import payment_plan
from features.shared.definitions.model import Aggregate, Feature, Remembered
from features.shared.plan.plan import Plan
from tests.definitions.cases import Case, parsed, random_case
from tests.definitions.changed_files import changed_file
from tests.definitions.comparison import Comparison, Mismatch, same
from tests.definitions.decayed_totals import began_anew
from tests.definitions.engine import Settled
from tests.definitions.logged_keys import LoggedKeys
from tests.definitions.random_streams import Event, Fields, NewFile, Restore
from tests.definitions.reading import interpreter_of
from tests.definitions.remembered import places, reach_of, remembered


@dataclass(frozen=True)
class Change:
    """A case whose file becomes another at each `NewFile` of its stream.

    Attributes:
        case: with the first file.
        later: the files after it.
    """

    case: Case
    later: tuple[str, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """All files, in their order."""
        return (self.case.file.text, *self.later)


def random_change(seed: int, payments: int) -> Change:
    """The changes of that seed, up to three."""
    random = Random(f"change {seed}")
    case = random_case(seed, payments)
    changes = random.choice((1, 1, 2, 3))
    first, *later = (changed_file(random, case.file.text, parsed) for _ in range(changes + 1))
    events = list(case.events)
    for _ in later:
        place = random.randint(len(events) // 8, len(events) * 7 // 8)
        events.insert(place, NewFile(compacts=random.random() < 0.5))
    return Change(replace(case.with_text(first), events=events, needed=None), tuple(later))


def compare_change(change: Change) -> Comparison:
    """Run the engine under one file after the other, and hold it against the interpreter."""
    run = ChangeRun(change)
    for place, event in enumerate(change.case.events):
        run.take(place, event)
    return run.found


class ChangeRun:
    """A stream under way, under one file after the other.

    Args:
        change: the stream and the files.

    Attributes:
        found: what was compared.
        plans: of the files so far.
        incomplete: names of the features of the last payment that were not seen whole.
        changed_ms: event time of the newest payment or label when each of the later files came.
    """

    def __init__(self, change: Change) -> None:
        self.found = Comparison()
        self._case = change.case
        self._files = [parsed(text) for text in change.files]
        self._interpreter = interpreter_of(change.case)
        self._newest_ms = 0
        self.incomplete = frozenset[str]()
        self.changed_ms: list[int] = []
        self.plans: list[Plan] = []
        self._taken_before = 0
        self._remembered: tuple[Remembered, ...] = ()
        self._begin(None, compacts=False)

    def _begin(self, before: LoggedKeys | None, *, compacts: bool) -> None:
        """Begin with the file whose turn it is."""
        self._file, case = self._files[len(self.changed_ms)], self._case
        self._features = {feature.name: feature for feature in self._file.features}
        plan = self._plan()
        self.plans.append(plan)
        self._keys = LoggedKeys(plan, case.limits, before, compacts=compacts)
        self._engine = Settled(case.with_text(self._file.text), self._keys)

    @property
    def said_remembered(self) -> tuple[Remembered, ...]:
        """What the files so far say was remembered."""
        return self._remembered

    def _plan(self) -> Plan:
        file = replace(self._file, remembered=self._remembered)
        return payment_plan(file, self._case.limits, goes_on=True)

    def take(self, place: int, event: Event) -> None:
        """The next event."""
        if isinstance(event, Restore):
            self._engine.restore(event)
        elif isinstance(event, NewFile):
            self._take_over(event)
        elif isinstance(event, Label):
            self._engine.label(event)
            self._interpreter.label(event)
            self._newest_ms = max(self._newest_ms, event.event_time_ms)
        else:
            self._compare(place, event)
            self._newest_ms = max(self._newest_ms, event["event_time_ms"])

    def _take_over(self, event: NewFile) -> None:
        """The next file takes over all logs."""
        old = self._file
        new = self._files[len(self.changed_ms) + 1]
        self.changed_ms.append(self._newest_ms)
        self._remembered += remembered(old, new, self._case.limits, self._newest_ms)
        self._taken_before = len(self._interpreter.taken)
        self._interpreter = self._interpreter.under(new)
        self._begin(self._keys, compacts=event.compacts)

    def _compare(self, place: int, payment: Fields) -> None:
        kind, values = self._engine.pay(payment)
        expected_kind, expected = self._interpreter.pay(payment)
        if kind != expected_kind or list(values) != list(expected):
            self.found.mismatches.append(Mismatch(place, "kind", kind, expected_kind))
            return
        self.found.values += len(expected)
        self.found.missing += sum(value is None for value in expected.values())
        incomplete = self._keys.incomplete if kind == "accepted" else frozenset[str]()
        self.incomplete = incomplete
        time_ms = payment["event_time_ms"]
        for name, value in expected.items():
            self._compare_value(Mismatch(place, name, values[name], value), time_ms, incomplete)

    def _compare_value(self, both: Mismatch, time_ms: int, incomplete: frozenset[str]) -> None:
        """Takes down one value, and that it is wrong if it is."""
        if both.what not in incomplete:
            right = same(both.engine, both.interpreter) or self._began_anew(both)
        else:
            self.found.incomplete += 1
            both = replace(both, engine=f"{both.engine!r} as incomplete")
            right = both.engine == "None as incomplete" and self._may_lack(both.what, time_ms)
        if not right:
            self.found.mismatches.append(both)

    def _began_anew(self, both: Mismatch) -> bool:
        payments = [one.fields for one in self._interpreter.taken[: self._taken_before]]
        feature = self._features[both.what]
        anew = began_anew(feature, both.engine, both.interpreter, payments)
        self.found.begun_anew += anew
        return anew

    def _may_lack(self, name: str, time_ms: int) -> bool:
        """Whether a feature can be incomplete: it reaches back to before it was there."""
        limits = self._case.limits
        return any(
            time_ms - reach_of(one, limits) < self._there_from_ms(one)
            for one in aggregates_of(self._features[name], self._features)
        )

    def _there_from_ms(self, feature: Feature) -> int:
        """When the file came from which on every one has the feature, 0 for the first."""
        place = places(self._file)[feature.scope]
        from_ms = 0
        for file, changed_ms in zip(self._files, self.changed_ms, strict=False):
            kept = places(file)
            known = [(kept[one.scope], one.source) for one in file.features if one.scope in kept]
            if (place, feature.source) not in known:
                from_ms = changed_ms
        return from_ms


def aggregates_of(feature: Feature, features: dict[str, Feature]) -> list[Feature]:
    """The features of entities that one is computed from, itself if it is one."""
    if isinstance(feature.source, Aggregate):
        return [feature]
    names = feature.source.expression.names
    read = [features[name] for name in sorted(names) if name in features]
    return [found for one in read if one is not feature for found in aggregates_of(one, features)]
