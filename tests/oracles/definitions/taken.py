"""A payment in the history of the interpreter."""

from dataclasses import dataclass

from features.shared.language.expression import Expression
from tests.oracles.definitions.expressions import holds
from tests.oracles.definitions.scene import Fields


@dataclass(frozen=True)
class Taken:
    """A payment in the history.

    Attributes:
        fields: of the payment, None where it has none; a decimal is a whole number.
        names: the same as expressions read them; a decimal is its number.
        watermark_ms: the watermark it arrived at.
    """

    fields: Fields
    names: Fields
    watermark_ms: int

    @property
    def time_ms(self) -> int:
        """Event time."""
        return int(self.fields["event_time_ms"])

    def meets(self, condition: Expression | None) -> bool:
        """Whether a condition holds for it."""
        return condition is None or holds(condition.tree, self.names)
