"""What a changed file must say of the job that goes on by it: how far back that remembered.

::

    before: 30 d              until: the change
    ------------(=================|-------->  event time
    after:  60 d     a card without state may have paid before that

A key without state has had no payment in reach, or none that was remembered: only the file can
tell which. A key that was remembered for longer than it is asked for needs no entry.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from features.shared.definitions.model import Remembered
from features.shared.plan.hop_plan import ScopePlan
from features.shared.plan.plan import Plan

Places: TypeAlias = Mapping[tuple[str, ...], ScopePlan]
"""Every history by where it is: its key, and of a pair the other field, as they are stored."""


def places_of(plan: Plan) -> Places:
    """The histories that a plan keeps and something reads."""
    return {
        (hop.name, scope.other_name) if scope.other_name else (hop.name,): scope
        for hop in plan.hops
        for scope in hop.scopes
        if scope.asked
    }


def remembered_before(
    before: Plan, after: Plan, until_ms: int, lateness_ms: int
) -> tuple[Remembered, ...]:
    """The entries that the file of `after` needs for the states that `before` has written.

    Args:
        before: the plan of the job that runs, with what its file says was remembered.
        after: the plan that shall go on with its states.
        until_ms: a time before which `after` has begun.
        lateness_ms: how late a payment may be.
    """
    return (*_shorter(before, after, until_ms), *_still_valid(before, after, until_ms, lateness_ms))


def unsaid(needed: tuple[Remembered, ...], said: tuple[Remembered, ...]) -> tuple[Remembered, ...]:
    """Those of the needed entries that no entry of a file stands for."""
    return tuple(one for one in needed if not any(_stands_for(other, one) for other in said))


def _stands_for(said: Remembered, needed: Remembered) -> bool:
    return (
        said.entity == needed.entity
        and said.reach_ms <= needed.reach_ms
        and said.until_ms >= needed.until_ms
        and (needed.labels or not said.labels)
    )


def _shorter(before: Plan, after: Plan, until_ms: int) -> Iterator[Remembered]:
    kept = places_of(before)
    for place, scope in places_of(after).items():
        known, entity = kept.get(place), _entity(scope)
        known_ms = 0 if known is None else known.reach_ms
        known_labels_ms = 0 if known is None else _label_reach_ms(known)
        if scope.reach_ms > known_ms:
            yield Remembered(entity, known_ms, until_ms)
        if _label_reach_ms(scope) > known_labels_ms:
            yield Remembered(entity, known_labels_ms, until_ms, labels=True)


def _still_valid(
    before: Plan, after: Plan, until_ms: int, lateness_ms: int
) -> Iterator[Remembered]:
    """What the file before had to say, as long as a window reaches what was forgotten then."""
    places = {_entity(scope): place for place, scope in places_of(before).items()}
    asked = places_of(after)
    for one in before.definitions.remembered:
        scope = asked.get(places.get(one.entity, ()))
        if scope is None:
            continue
        kept_ms = one.reach_ms + lateness_ms if one.reach_ms else 0
        if one.until_ms - kept_ms + scope.reach_ms > until_ms:
            yield Remembered(_entity(scope), one.reach_ms, one.until_ms, labels=one.labels)


def _entity(scope: ScopePlan) -> str:
    return scope.asked[0].feature.scope


def _label_reach_ms(scope: ScopePlan) -> int:
    return 0 if scope.verdicts is None else scope.parts[scope.verdicts].reach_ms
