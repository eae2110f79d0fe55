"""Code of the function that gives the values of one scope for a payment about to be recorded.

::

    def values(parts, time_ms, slots):
        (e0, e1, ) = slots                 fields of the payment
        (p0, p1, ) = parts                 what is remembered
        ...                                windows of each timeline, then what other parts are asked
        return (card_count_1m, ...)        the features in their order
"""

from collections.abc import Iterable, Iterator, Sequence

from features.shared.language.expression import Expression
from features.shared.language.whole_numbers import whole_code
from features.shared.plan.asked import Asked
from features.shared.plan.parts import Part
from features.shared.plan.slots import SlotNames
from features.shared.plan.timeline_code import Cell, OwnTerms, Statistic, TimelineCode


def values_code(
    asked: Sequence[Asked], parts: Sequence[Part], slots: SlotNames, position: tuple[str, ...]
) -> str:
    """The source of ``values``.

    Args:
        asked: the features.
        parts: of the scope.
        slots: of the hop.
        position: the fields of a position.
    """
    return ValuesCode(parts, slots, position).source(asked)


class ValuesCode:
    """Writes ``values`` for one scope.

    Args:
        parts: of the scope.
        slots: of the hop.
        position: the fields of a position.
    """

    def __init__(self, parts: Sequence[Part], slots: SlotNames, position: tuple[str, ...]) -> None:
        self._parts = parts
        self._slots = slots
        self._position = position
        self._places = {part.signature: place for place, part in enumerate(parts)}
        self._timelines: dict[tuple[int, int], TimelineCode] = {}
        self._calls: dict[str, str] = {}
        self._distinct: dict[tuple[str, str, str], list[int]] = {}

    def source(self, asked: Sequence[Asked]) -> str:
        """The function."""
        for one in asked:
            if one.aggregate.kind == "distinct":
                self._ask_distinct(one)
        results = [self._value(one) for one in asked]
        lines = [
            *(line for timeline in self._timelines.values() for line in timeline.lines()),
            *self._distinct_lines(),
            *(f"{name} = {code}" for code, name in self._calls.items()),
        ]
        parts = "".join(f"p{place}, " for place in range(len(self._parts)))
        read = [*self._slots.lines(), *([f"({parts}) = parts"] if parts else [])]
        returned = "".join(f"\n        {code}," for code in results)
        body = [*read, *lines, f"return ({returned}\n    )"]
        return "\n".join(["def values(parts, time_ms, slots):", *(f"    {one}" for one in body)])

    def _part(self, part: Part) -> str:
        return f"p{self._places[part.signature]}"

    def _called(self, code: str) -> str:
        """A variable of what a call gives, which is then made once."""
        return self._calls.setdefault(code, f"g{len(self._calls)}")

    def _value(self, one: Asked) -> str:
        """Code of the feature's value."""
        match one.parts[0].kind:
            case "timeline":
                code = self._of_rows(one)
            case "seen_ids":
                code = self._of_ids(one)
            case "positions":
                code = self._speed(one)
            case "verdicts":
                code = self._of_labels(one)
            case "last_values":
                code = self._of_last_values(one)
            case "value_counts":
                code = self._most_frequent(one)
            case "decayed_total":
                code = self._decayed(one)
            case "own":
                code = self._own(one)
        return code

    def _edges(self, one: Asked) -> tuple[str, str]:
        """Code of the time that a window begins after, and of the time it ends at."""
        until = f"time_ms - {one.delay_ms}" if one.delay_ms else "time_ms"
        return f"time_ms - {one.delay_ms + one.aggregate.window_ms}", until

    def _if_taken_in(self, one: Asked, code: str, inputs: Iterable[str] = ()) -> str:
        """Code of a value of the payment in hand, None where it does not belong to the window."""
        if not one.counts_this:
            return "None"
        taken_in = self._slots.taken_in(one.aggregate.where, inputs)
        return code if taken_in is None else f"({code} if {taken_in} else None)"

    def _scaled(self, one: Asked, code: str, *, missing: bool = False) -> str:
        scale = self._slots.scale(str(one.aggregate.field))
        if scale == 1:
            return code
        return f"(None if {code} is None else {code} / {scale})" if missing else f"{code} / {scale}"

    def _sum(self, one: Asked, total: str) -> str:
        """A decimal's is divided, so that it is a fraction; a whole number has its limits."""
        field = str(one.aggregate.field)
        if self._slots.scale(field) == 1:
            return whole_code(total, never_negative=self._slots.never_negative(field))
        return self._scaled(one, total)

    def _timeline(self, part: Part, delay_ms: int) -> TimelineCode:
        place = self._places[part.signature]
        whole = self._parts[place]
        known = self._timelines.get((place, delay_ms))
        if known is None:
            own = OwnTerms(
                self._slots.taken_in(whole.where, whole.inputs),
                tuple(self._own_term(source) for _, source in whole.sources),
            )
            prefix = f"w{len(self._timelines)}"
            known = TimelineCode(prefix, f"p{place}", whole.columns, delay_ms, own)
            self._timelines[place, delay_ms] = known
        return known

    def _own_term(self, source: str | Expression) -> str:
        if isinstance(source, Expression):
            return f"(1 if {self._slots.condition(source)} else 0)"
        return self._slots.raw(source)

    def _cells(self, one: Asked, part: Part) -> "Cells":
        timeline = self._timeline(part, one.delay_ms)
        whole = self._parts[self._places[part.signature]]
        column = part.columns[0].field if part.columns else None
        place = next((n for n, known in enumerate(whole.columns) if known.field == column), 0)
        return Cells(timeline, one.aggregate.window_ms, place, with_this=one.counts_this)

    def _certain(self, one: Asked) -> bool:
        """Whether the payment in hand belongs to its window whatever it is."""
        part = one.parts[0]
        return one.counts_this and self._slots.taken_in(part.where, part.inputs) is None

    def _of_rows(self, one: Asked) -> str:
        cells = self._cells(one, one.parts[0])
        match one.aggregate.kind:
            case "count":
                code = cells("count")
            case "sum":
                code = self._sum(one, cells("sum"))
            case "max":
                code = self._scaled(one, cells("largest"), missing=not self._certain(one))
            case "min":
                code = self._scaled(one, cells("smallest"), missing=not self._certain(one))
            case "z_score":
                code = self._z_score(one, cells)
            case "seconds_since_last" | "seconds_since_first":
                code = self._seconds(one, cells)
            case _:
                code = self._over_count(one, cells)
        return code

    def _over_count(self, one: Asked, cells: "Cells") -> str:
        """A mean, a standard deviation or a share."""
        scale = 1 if one.aggregate.field is None else self._slots.scale(one.aggregate.field)
        count = cells("count")
        spread = one.aggregate.kind == "standard_deviation"
        above = f"sqrt({cells.spread})" if spread else cells("sum")
        below = count if scale == 1 else f"({count} * {scale})"
        return self._unless_empty(one, cells, f"{above} / {below}")

    def _unless_empty(self, one: Asked, cells: "Cells", code: str) -> str:
        return code if self._certain(one) else f"({code} if {cells('count')} else None)"

    def _z_score(self, one: Asked, cells: "Cells") -> str:
        own = self._slots.raw(str(one.aggregate.field))
        count, total = cells("count"), cells("sum")
        score = (
            f"(({count} * {own} - {total}) / sqrt(spread) if (spread := {cells.spread}) else 0.0)"
        )
        known = [] if self._certain(one) else [count]
        if self._slots.nullable(str(one.aggregate.field)):
            known.append(f"{own} is not None")
        return f"({score} if {' and '.join(known)} else None)" if known else score

    def _seconds(self, one: Asked, cells: "Cells") -> str:
        timeline, start = cells.timeline, cells("start")
        last = one.aggregate.kind == "seconds_since_last"
        row = f"{timeline.end} - 1" if last else start
        since = f"(time_ms - {timeline.times}[{row}]) / 1000"
        return f"({since} if {start} < {timeline.end} else None)"

    def _ask_distinct(self, one: Asked) -> None:
        windows = self._distinct.setdefault(self._distinct_key(one), [])
        if one.aggregate.window_ms not in windows:
            windows.append(one.aggregate.window_ms)

    def _distinct_key(self, one: Asked) -> tuple[str, str, str]:
        identity = self._if_taken_in(one, self._slots.text(str(one.aggregate.field)))
        return self._part(one.parts[0]), identity, self._edges(one)[1]

    def _distinct_names(self) -> Iterator[tuple[tuple[str, str, str], list[int], list[str]]]:
        for number, (key, windows) in enumerate(self._distinct.items()):
            yield key, windows, [f"d{number}_{place}" for place in range(len(windows))]

    def _distinct_lines(self) -> Iterator[str]:
        for (part, identity, until), windows, names in self._distinct_names():
            lengths = "".join(f"{window_ms}, " for window_ms in windows)
            yield f"({', '.join(names)},) = {part}.distinct({identity}, {until}, ({lengths}))"

    def _of_ids(self, one: Asked) -> str:
        if one.aggregate.kind == "distinct":
            wanted = self._distinct_key(one)
            for key, windows, names in self._distinct_names():
                if key == wanted:
                    return names[windows.index(one.aggregate.window_ms)]
        field = str(one.aggregate.field)
        until = self._edges(one)[1]
        identity = self._slots.text(field)
        met = f"{self._part(one.parts[0])}.met({identity}, {until}, {one.aggregate.window_ms})"
        answer = f"not {met}" if one.aggregate.kind == "first_time" else met
        if self._slots.nullable(field):
            return f"(None if {self._slots.raw(field)} is None else {answer})"
        return answer

    def _speed(self, one: Asked) -> str:
        after, until = self._edges(one)
        latitude, longitude = map(self._slots.raw, self._position)
        speed = f"{self._part(one.parts[0])}.speed_kmh(time_ms, {latitude}, {longitude}"
        missing = f"None if {latitude} is None or {longitude} is None else"
        return f"({missing} {speed}, {after}, {until}))"

    def _of_labels(self, one: Asked) -> str:
        after, until = self._edges(one)
        part = self._part(one.parts[0])
        known = f"(time_ms, {after}, {until})"
        match one.aggregate.kind:
            case "seconds_since_confirmed" | "seconds_since_first_confirmed" as kind:
                which = "latest" if kind == "seconds_since_confirmed" else "earliest"
                fraud = self._called(f"{part}.{which}_fraud{known}")
                code = f"(None if {fraud} is None else (time_ms - {fraud}) / 1000)"
            case "count_since_confirmed":
                code = self._count_since(one, self._called(f"{part}.latest_fraud{known}"))
            case "confirmed_share_since_first":
                first = self._called(f"{part}.earliest_fraud{known}")
                code = self._share_since(one, first, self._called(f"{part}.frauds{known}"))
            case "confirmed_share":
                code = self._confirmed_share(one, self._called(f"{part}.frauds{known}"))
            case _:
                code = self._called(f"{part}.frauds{known}")
        return code

    def _count_since(self, one: Asked, latest: str) -> str:
        timeline = self._timeline(one.parts[1], one.delay_ms)
        own = f" + (time_ms > {latest})" if one.counts_this else ""
        count = f"{timeline.since(latest, inclusive=False)}{own}"
        return f"(None if {latest} is None else {count})"

    def _share_since(self, one: Asked, first: str, frauds: str) -> str:
        timeline = self._timeline(one.parts[1], one.delay_ms)
        own = " + 1" if one.counts_this else ""
        count = f"{timeline.since(first, inclusive=True)}{own}"
        known = f"{first} is not None and (since := {count})"
        return f"(min(1.0, {frauds} / since) if {known} else None)"

    def _confirmed_share(self, one: Asked, frauds: str) -> str:
        count = self._cells(one, one.parts[1])("count")
        prior, weight = one.aggregate.prior * one.aggregate.weight, one.aggregate.weight
        if weight:
            return f"min(1.0, ({frauds} + {prior!r}) / ({count} + {weight}))"
        return f"(min(1.0, {frauds} / {count}) if {count} else None)"

    def _of_last_values(self, one: Asked) -> str:
        after, until = self._edges(one)
        part, own = self._part(one.parts[0]), self._slots.raw(str(one.aggregate.field))
        if one.aggregate.kind == "last_values":
            return self._newest(one)
        latest = self._called(f"{part}.latest({after}, {until})")
        if one.aggregate.kind == "changed":
            missing = f"{latest} is None or {own} is None"
            return f"(None if {missing} else {own} != {latest})"
        return self._scaled(one, latest, missing=True)

    def _newest(self, one: Asked) -> str:
        after, until = self._edges(one)
        field, most = str(one.aggregate.field), one.aggregate.last_n
        own = self._if_taken_in(one, self._slots.raw(field))
        earlier = f"{self._part(one.parts[0])}.newest({most}, {after}, {until})"
        scale = self._slots.scale(field)
        scaled = "value" if scale == 1 else f"value / {scale}"
        return f"tuple({scaled} for value in newest_with({own}, {earlier}, {most}))"

    def _most_frequent(self, one: Asked) -> str:
        own = self._if_taken_in(one, self._slots.raw(str(one.aggregate.field)))
        whole = self._parts[self._places[one.parts[0].signature]]
        shares = self._called(f"{self._part(whole)}.shares({self._edges(one)[1]}, {own})")
        return f"{shares}[{whole.windows_ms.index(one.aggregate.window_ms)}]"

    def _decayed(self, one: Asked) -> str:
        field = one.aggregate.field
        own = self._if_taken_in(one, "1" if field is None else self._slots.raw(field))
        total = self._called(f"{self._part(one.parts[0])}.value(time_ms, {own})")
        return total if field is None else self._scaled(one, total)

    def _own(self, one: Asked) -> str:
        inputs = one.parts[0].inputs
        values = "".join(f"{self._slots.raw(field)}, " for field in inputs)
        own = self._if_taken_in(one, f"({values})", inputs)
        value = f"{self._part(one.parts[0])}.value({own}, {self._edges(one)[1]})"
        return f"whole({value})" if one.feature.kind == "int" else value


class Cells:
    """The numbers of one window of a timeline, by what they are.

    Args:
        timeline: the code of its windows.
        window_ms: length of the window.
        column: place of the column that totals are of.
        with_this: whether the payment in hand counts.
    """

    def __init__(
        self, timeline: TimelineCode, window_ms: int, column: int, *, with_this: bool
    ) -> None:
        self.timeline = timeline
        self._window_ms, self._column, self._with_this = window_ms, column, with_this

    def __call__(self, statistic: Statistic) -> str:
        """The variable of one of them."""
        if statistic == "start":
            return self.timeline.cell(Cell(self._window_ms, "start"))
        column = 0 if statistic == "count" else self._column
        cell = Cell(self._window_ms, statistic, column, self._with_this)
        return self.timeline.cell(cell)

    @property
    def spread(self) -> str:
        """Code of n Q - S^2: the square of n times the (population) standard deviation."""
        count, total, squares = self("count"), self("sum"), self("square")
        return f"{count} * {squares} - {total} * {total}"
