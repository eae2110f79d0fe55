"""What is said of a changed file holds in random streams: what is missing, and what to say."""

import pytest

from features.shared.plan.lost_memory import remembered_before, unsaid
from features.shared.plan.plan import Plan
from features.shared.plan.takeover import Takeover, takeover
from tests.definitions.changes import Change, ChangeRun, random_change
from tests.definitions.random_streams import NewFile

SEEDS = range(16)
PAYMENTS = 100


class Watched:
    """A run of one change, with what was said of it."""

    def __init__(self, change: Change) -> None:
        self.incomplete = 0
        self.wrong: list[str] = []
        run, limits = ChangeRun(change), change.case.limits
        said: Takeover | None = None
        for place, event in enumerate(change.case.events):
            run.take(place, event)
            if isinstance(event, NewFile):
                before, after = run.plans
                said = takeover(before, after, limits.allowed_lateness_ms)
            elif said is not None and isinstance(event, dict):
                self._judge(run, said, event["event_time_ms"])
        self.plans = run.plans
        self.changed_ms = run.changed_ms[0]
        self.remembered = run.said_remembered

    def _judge(self, run: ChangeRun, said: Takeover, time_ms: int) -> None:
        pairs = of_pairs(run.plans[-1])
        for name in run.incomplete:
            # Pairs are forgotten for want of room, too.
            if run.plans[-1].derived_from[name] & pairs:
                continue
            self.incomplete += 1
            lack = said.lacking.get(name)
            if lack is None or time_ms >= run.changed_ms[0] + lack.missing_ms:
                self.wrong.append(name)


def of_pairs(plan: Plan) -> frozenset[str]:
    return frozenset(
        one.feature.name
        for hop in plan.hops
        for scope in hop.scopes
        if scope.other_name
        for one in scope.asked
    )


@pytest.fixture(scope="module")
def runs() -> list[Watched]:
    changes = [random_change(seed, PAYMENTS) for seed in SEEDS]
    return [Watched(change) for change in changes if len(change.later) == 1]


def test_only_what_was_said_to_be_missing_is_and_no_longer(runs: list[Watched]) -> None:
    assert len(runs) > len(SEEDS) // 4
    assert sum(run.incomplete for run in runs) > 100
    assert [run.wrong for run in runs if run.wrong] == []


def test_the_entries_that_a_file_needs_are_those_of_the_naive_comparison(
    runs: list[Watched],
) -> None:
    needed = [remembered_before(run.plans[0], run.plans[1], run.changed_ms, 0) for run in runs]
    assert sum(map(len, needed)) > 2
    assert [
        (entries, run.remembered)
        for entries, run in zip(needed, runs, strict=True)
        if unsaid(entries, run.remembered) or unsaid(run.remembered, entries)
    ] == []
