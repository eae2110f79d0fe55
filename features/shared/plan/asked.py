"""One feature as its scope is asked for it: its aggregate, its delay and the parts it reads."""

from dataclasses import dataclass

from features.shared.definitions.model import Aggregate, Feature
from features.shared.plan.parts import Part


@dataclass(frozen=True, slots=True)
class Asked:
    """A feature of an entity.

    Attributes:
        feature: what is asked for.
        aggregate: how it is computed.
        delay_ms: how long before the payment its window ends, by the settings.
        parts: what it is read from, with just what it needs of them.
    """

    feature: Feature
    aggregate: Aggregate
    delay_ms: int
    parts: tuple[Part, ...]

    @property
    def counts_this(self) -> bool:
        """Whether the payment in hand can belong to its window."""
        return self.aggregate.with_this and self.delay_ms == 0

    @property
    def reach_ms(self) -> int:
        """How far before the payment its window begins."""
        return max(part.reach_ms for part in self.parts)
