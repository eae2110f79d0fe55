"""What a plan finds in the states that another plan has written, feature by feature.

::

    parts that were remembered  --+
                                  +--> each feature: at once, or missing for so long
    parts that are asked for    --+    what nobody reads any more: freed
                                       keys that are gone: nothing can take their states over
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from features.shared.plan.asked import Asked
from features.shared.plan.hop_plan import ScopePlan
from features.shared.plan.lost_memory import Places, places_of
from features.shared.plan.parts import Part
from features.shared.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a feature cannot be answered at once.

    Attributes:
        missing_ms: how long after the change it is missing at most, in event time.
        why: what the states lack, in words.
        busy_only: whether only keys lack it that have more payments than are held one by one.
    """

    missing_ms: int
    why: str
    busy_only: bool = False


@dataclass(frozen=True, slots=True)
class Takeover:
    """What becomes of the states when one plan takes over from another.

    Attributes:
        lacking: by feature of the new plan, why it is not there at once; the others are.
        added: names of features that the plan before did not give.
        gone: names of features that only that one gave.
        freed: by the name of the key, what is remembered no more, in words.
        begun_anew: fields of another type or unit, of which nothing stored is of use: both names.
        lost_keys: names of keys of which there is no stage any more.
    """

    lacking: dict[str, Lack]
    added: tuple[str, ...]
    gone: tuple[str, ...]
    freed: dict[str, tuple[str, ...]]
    begun_anew: tuple[tuple[str, str], ...]
    lost_keys: tuple[str, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether every feature goes on as it was."""
        return not (self.lacking or self.added or self.gone or self.freed or self.begun_anew)


def takeover(before: Plan, after: Plan, lateness_ms: int) -> Takeover:
    """What `after` makes of the states that `before` has written.

    Args:
        before: the plan of the job that runs.
        after: the plan that shall go on with its states.
        lateness_ms: how late a payment may be.
    """
    kept, asked = places_of(before), places_of(after)
    of_entities = {
        one.feature.name: lack
        for place, scope in asked.items()
        for one in scope.asked
        if (lack := _lack(one, kept.get(place), lateness_ms)) is not None
    }
    lacking = {
        name: lack
        for name in after.names
        if (lack := _worst(_of(after.derived_from[name], of_entities))) is not None
    }
    return Takeover(
        lacking=lacking,
        added=tuple(name for name in after.names if name not in before.names),
        gone=tuple(name for name in before.names if name not in after.names),
        freed=_freed(kept, asked),
        begun_anew=tuple(_begun_anew(before, after)),
        lost_keys=tuple(
            hop.name
            for hop in before.hops
            if hop.log_name not in {other.log_name for other in after.hops}
        ),
    )


def _of(names: frozenset[str], of_entities: dict[str, Lack]) -> Iterator[Lack]:
    return (of_entities[name] for name in sorted(names) if name in of_entities)


def _worst(lacks: Iterable[Lack]) -> Lack | None:
    return max(lacks, key=lambda lack: (not lack.busy_only, lack.missing_ms), default=None)


def _lack(one: Asked, kept: ScopePlan | None, lateness_ms: int) -> Lack | None:
    known = {} if kept is None else {part.signature: part for part in kept.parts}
    return _worst(
        lack for part in one.parts for lack in _lacks(part, known.get(part.signature), lateness_ms)
    )


def _lacks(part: Part, held: Part | None, lateness_ms: int) -> Iterator[Lack]:
    """What is lacking for a part, with just what one feature asks of it."""
    if held is None:
        yield Lack(part.reach_ms, "nothing remembered it before")
        return
    if part.reach_ms > held.reach_ms:
        # What is late is remembered for as long again.
        missing_ms = part.reach_ms - held.reach_ms - lateness_ms
        yield Lack(max(0, missing_ms), "it looks further back than was remembered")
    if part.kind == "seen_ids" and part.shortest_ms < held.shortest_ms:
        yield Lack(part.reach_ms, "its window is shorter than any that was remembered for")
    if part.kind in {"positions", "last_values"}:
        if max(part.delays_ms) > max(held.delays_ms):
            yield Lack(part.reach_ms, "its delay is longer than any that was remembered for")
        if part.last_n > held.last_n:
            yield Lack(part.reach_ms, "fewer values were remembered than it asks for")
    yield from _column_lacks(part, held)


def _column_lacks(part: Part, held: Part) -> Iterator[Lack]:
    columns = {column.field: column for column in held.columns}
    for column in part.columns:
        known = columns.get(column.field)
        if known is None:
            yield Lack(part.reach_ms, "nothing added up what it reads")
        elif (
            (column.squares and not known.squares)
            or (column.largest and not known.largest)
            or (column.smallest and not known.smallest)
        ):
            why = "what is held in tiles of a busy key has not what it reads"
            yield Lack(part.reach_ms, why, busy_only=True)


def _freed(kept: Places, asked: Places) -> dict[str, tuple[str, ...]]:
    freed = {}
    for place, scope in kept.items():
        known = asked.get(place)
        left = set() if known is None else set(_contents(known))
        gone = tuple(one for one in _contents(scope) if one not in left)
        if gone:
            freed[" and ".join(place)] = gone
    return freed


def _contents(scope: ScopePlan) -> Iterator[str]:
    for part in scope.parts:
        yield part.signature
        for column in part.columns:
            yield f"{part.signature}: {column.field}"


def _begun_anew(before: Plan, after: Plan) -> Iterator[tuple[str, str]]:
    """Stored names of each field that both read, where they differ."""
    old, new = (
        {name.split(":")[0]: name for hop in plan.hops for name in hop.slots}
        for plan in (before, after)
    )
    for field, name in new.items():
        if field in old and old[field] != name:
            yield old[field], name
