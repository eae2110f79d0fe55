"""Code of the function that records an event in the parts of one scope.

::

    def record(parts, frontier_ms, time_ms, slots):
        (e0, e1, ) = slots                            fields of the event
        (p0, p1, ) = parts                            where it goes
        if time_ms > (floor := frontier_ms - ...):    unless no window reaches it any more
            p0.add(time_ms, (e0, ), floor)
"""

from collections.abc import Sequence

from features.shared.language.expression import Expression
from features.shared.plan.parts import Part
from features.shared.plan.slots import SlotNames


def record_code(parts: Sequence[Part], slots: SlotNames, position: tuple[str, ...]) -> str:
    """The source of ``record``.

    Args:
        parts: of the scope.
        slots: of the hop.
        position: the fields of a position.
    """
    lines: list[str] = []
    for reach_ms in dict.fromkeys(part.reach_ms for part in parts):
        added = [
            line
            for place, part in enumerate(parts)
            if part.reach_ms == reach_ms
            for line in _taken_in(f"p{place}", part, slots, position)
        ]
        if added:
            lines.append(f"if time_ms > (floor := frontier_ms - {reach_ms}):")
            lines += [f"    {line}" for line in added]
    unpacked = "".join(f"p{place}, " for place in range(len(parts)))
    read = [*slots.lines(), *([f"({unpacked}) = parts"] if unpacked else [])]
    body = [*read, *lines] or ["pass"]
    head = "def record(parts, frontier_ms, time_ms, slots):"
    return "\n".join([head, *(f"    {line}" for line in body)])


def _taken_in(name: str, part: Part, slots: SlotNames, position: tuple[str, ...]) -> list[str]:
    """The lines that give an event to one part."""
    if part.kind == "verdicts":
        return []
    added = _added(name, part, slots, position)
    needed = slots.taken_in(part.where, part.inputs)
    if part.kind == "positions":
        placed = " and ".join(f"{slots.raw(field)} is not None" for field in position)
        needed = placed if needed is None else f"{needed} and {placed}"
    return [added] if needed is None else [f"if {needed}:", f"    {added}"]


def _added(name: str, part: Part, slots: SlotNames, position: tuple[str, ...]) -> str:
    match part.kind:
        case "timeline":
            values = "".join(f"{_term(source, slots)}, " for _, source in part.sources)
            return f"{name}.add(time_ms, ({values}), floor)"
        case "seen_ids":
            return f"{name}.add({slots.text(part.inputs[0])}, time_ms, frontier_ms)"
        case "positions":
            latitude, longitude = map(slots.raw, position)
            asked = f"frontier_ms - {max(part.delays_ms)}" if max(part.delays_ms) else "frontier_ms"
            return f"{name}.add(time_ms, {latitude}, {longitude}, {asked})"
        case "decayed_total" if not part.inputs:
            return f"{name}.add(time_ms, 1, floor)"
        case "own":
            values = "".join(f"{slots.raw(field)}, " for field in part.inputs)
            return f"{name}.add(({values}), time_ms, floor)"
        case _:
            return f"{name}.add(time_ms, {slots.raw(part.inputs[0])}, floor)"


def _term(source: str | Expression, slots: SlotNames) -> str:
    if isinstance(source, Expression):
        return f"(1 if {slots.condition(source)} else 0)"
    return slots.raw(source)
