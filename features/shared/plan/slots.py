"""The event's fields that a hop reads, as local variables of the code that is generated for it.

::

    slots of an event    (1999, "m-7", None)
    variables             e0    e1     e2        as they are in the event
                                       x2        a decimal as the number that expressions see
"""

from collections.abc import Iterable, Sequence

from features.shared.definitions.event_schema import EventField
from features.shared.language.expression import Expression
from features.shared.language.generation import Generator


class SlotNames:
    """Names the variables of one function, and writes the lines that fill them.

    Args:
        fields: the slots.
    """

    def __init__(self, fields: Sequence[EventField]) -> None:
        self._fields = {field.name: field for field in fields}
        self._places = {field.name: place for place, field in enumerate(fields)}
        self._numbers: dict[str, str] = {}
        self._flags: dict[str, str] = {}
        self._generator = Generator({field.name: self._number(field) for field in fields})

    def _number(self, field: EventField) -> str:
        return f"{'x' if field.digits else 'e'}{self._places[field.name]}"

    def raw(self, field: str) -> str:
        """The field as it is in the event; None where it is missing."""
        return f"e{self._places[field]}"

    def text(self, field: str) -> str:
        """The field as an id: a text stays what it is."""
        known, raw = self._fields[field], self.raw(field)
        if known.type in {"text", "country"}:
            return raw
        return f"(None if {raw} is None else str({raw}))" if known.nullable else f"str({raw})"

    def nullable(self, field: str) -> bool:
        """Whether an event can be without it."""
        return self._fields[field].nullable

    def never_negative(self, field: str) -> bool:
        """Whether the smallest value that an event can have is 0 or more."""
        least = self._fields[field].least
        return least is not None and least >= 0

    def scale(self, field: str) -> int:
        """What a value of the field is divided by to be the number that it stands for."""
        return int(10 ** self._fields[field].digits)

    def condition(self, expression: Expression) -> str:
        """A variable that says whether a condition holds."""
        known = self._flags.get(expression.text)
        if known is None:
            for name in expression.names:
                field = self._fields[name]
                if field.digits:
                    scaled = f"{self.raw(name)} / {self.scale(name)}"
                    self._numbers[self._number(field)] = (
                        f"None if {self.raw(name)} is None else {scaled}"
                    )
            known = f"c{len(self._flags)}"
            self._flags[expression.text] = known
            self._numbers[known] = self._generator.condition(expression.tree)
        return known

    def taken_in(self, where: Expression | None, inputs: Iterable[str] = ()) -> str | None:
        """Code that says whether an event is remembered; None where every event is.

        Args:
            where: what must hold.
            inputs: the fields that it must have.
        """
        needed = [] if where is None else [self.condition(where)]
        needed += [f"{self.raw(one)} is not None" for one in inputs if self.nullable(one)]
        return " and ".join(needed) or None

    def lines(self) -> list[str]:
        """The lines that fill the variables asked for so far; to be put at the head."""
        unpacked = "".join(f"e{place}, " for place in range(len(self._fields)))
        read = [f"({unpacked}) = slots"] if unpacked else []
        return [*read, *(f"{name} = {code}" for name, code in self._numbers.items())]
