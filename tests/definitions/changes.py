"""A file that changes in the middle of a stream: values exact, or missing and said to be so.

::

    payments under the old file | logs | payments under the new file
                                         what the state has: at once, exactly
                                         what it has not: None and named, until its window is whole
"""

from dataclasses import dataclass, replace
from random import Random

from events.fraud.label import Label
from features.fraud.payment_plan import payment_plan
from features.shared.definitions.model import (
    DECAY_REACH_HALF_LIVES,
    Aggregate,
    Feature,
)
from tests.definitions.cases import Case, parsed, random_case
from tests.definitions.changed_files import changed_file
from tests.definitions.comparison import Comparison, Mismatch, same
from tests.definitions.engine import Settled
from tests.definitions.logged_keys import LoggedKeys
from tests.definitions.random_streams import Event, Fields, NewFile, Restore
from tests.definitions.reading import interpreter_of
from tests.definitions.remembered import places, reach_of, remembered


@dataclass(frozen=True)
class Change:
    """A case whose file was another for the first part of its stream, up to a `NewFile`.

    Attributes:
        old: the file before.
        new: the whole case, with the file after.
    """

    old: str
    new: Case


def random_change(seed: int, payments: int) -> Change:
    """The change of that seed."""
    random = Random(f"change {seed}")
    whole = random_case(seed, payments)
    old, new = (changed_file(random, whole.file.text, parsed) for _ in range(2))
    place = random.randint(len(whole.events) // 4, len(whole.events) * 3 // 4)
    middle = NewFile(compacts=random.random() < 0.5)
    events = [*whole.events[:place], middle, *whole.events[place:]]
    return Change(old, replace(whole.with_text(new), events=events, needed=None))


def compare_change(change: Change) -> Comparison:
    """Run the engine over both parts, and hold the second against the interpreter."""
    run = ChangeRun(change)
    for place, event in enumerate(change.new.events):
        run.take(place, event)
    return run.found


class ChangeRun:
    """One change under way.

    Args:
        change: what happens.
    """

    def __init__(self, change: Change) -> None:
        self._change = change
        case = change.new
        self.found = Comparison()
        self._old = parsed(change.old)
        self._interpreter = interpreter_of(case)
        self._newest_ms = 0
        self._taken_before = 0
        self._changed = False
        self._keys = LoggedKeys(payment_plan(self._old, case.limits), case.limits)
        self._engine = Settled(case.with_text(change.old), self._keys)
        self._features = {feature.name: feature for feature in case.definitions.features}

    def take(self, place: int, event: Event) -> None:
        """The next event."""
        if isinstance(event, Restore):
            self._engine.restore(event)
        elif isinstance(event, NewFile):
            self._take_over(event)
        elif isinstance(event, Label):
            self._engine.label(event)
            self._interpreter.label(event)
        else:
            self._compare(place, event)

    def _take_over(self, event: NewFile) -> None:
        """The new file takes over all logs."""
        case = self._change.new
        gone = remembered(self._old, case.definitions, case.limits, self._newest_ms)
        plan = payment_plan(replace(case.definitions, remembered=gone), case.limits)
        self._keys = LoggedKeys(plan, case.limits, self._keys, compacts=event.compacts)
        self._engine = Settled(case, self._keys)
        self._taken_before = len(self._interpreter.taken)
        self._changed = True

    def _compare(self, place: int, payment: Fields) -> None:
        kind, values = self._engine.pay(payment)
        expected_kind, expected = self._interpreter.pay(payment)
        time_ms = payment["event_time_ms"]
        if kind != expected_kind or (self._changed and list(values) != list(expected)):
            self.found.mismatches.append(Mismatch(place, "kind", kind, expected_kind))
        elif self._changed:
            self.found.values += len(expected)
            self.found.missing += sum(value is None for value in expected.values())
            incomplete = self._keys.incomplete if kind == "accepted" else frozenset[str]()
            for name, value in expected.items():
                self._compare_value(Mismatch(place, name, values[name], value), time_ms, incomplete)
        elif kind != "dead_letter":
            self._newest_ms = max(self._newest_ms, time_ms)

    def _compare_value(self, both: Mismatch, time_ms: int, incomplete: frozenset[str]) -> None:
        """Takes down one value, and that it is wrong if it is."""
        if both.what not in incomplete:
            right = same(both.engine, both.interpreter) or self._nearly(both)
        else:
            self.found.incomplete += 1
            both = replace(both, engine=f"{both.engine!r} as incomplete")
            right = both.engine == "None as incomplete" and self._may_lack(both.what, time_ms)
        if not right:
            self.found.mismatches.append(both)

    def _nearly(self, both: Mismatch) -> bool:
        """Whether a decayed total lacks no more than is left of the payments before the change.

        Its window has no beginning: once 32 half-lives have passed since, each payment before has
        decayed to less than 2**-32 of itself.
        """
        source = self._features[both.what].source
        if not isinstance(source, Aggregate) or not source.half_life_ms:
            return False
        if not isinstance(both.engine, float) or not isinstance(both.interpreter, float):
            return False
        before = [payment.fields for payment in self._interpreter.taken[: self._taken_before]]
        units = [abs(one[source.field] or 0) if source.field else 1 for one in before]
        left: float = sum(units) * 2**-DECAY_REACH_HALF_LIVES
        return abs(both.engine - both.interpreter) <= left

    def _may_lack(self, name: str, time_ms: int) -> bool:
        """Whether a feature can be incomplete: it is new, and reaches back into the first part."""
        of_it = aggregates_of(self._features[name], self._features)
        before, after = places(self._old), places(self._change.new.definitions)
        old = [(before.get(one.scope), one.source) for one in self._old.features]
        new = [one for one in of_it if (after[one.scope], one.source) not in old]
        reach_ms = max((reach_of(one, self._change.new.limits) for one in new), default=0)
        return bool(new) and time_ms - reach_ms < self._newest_ms


def aggregates_of(feature: Feature, features: dict[str, Feature]) -> list[Feature]:
    """The features of entities that one is computed from, itself if it is one."""
    if isinstance(feature.source, Aggregate):
        return [feature]
    names = feature.source.expression.names
    read = [features[name] for name in sorted(names) if name in features]
    return [found for one in read if one is not feature for found in aggregates_of(one, features)]
