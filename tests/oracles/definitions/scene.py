"""What one aggregate of one payment is computed from."""

from dataclasses import dataclass
from typing import Any

from features.shared.definitions.model import Aggregate

Fields = dict[str, Any]
"""A payment as its fields by name."""


@dataclass(frozen=True)
class Scene:
    """What one aggregate of one payment is computed from.

    Attributes:
        aggregate: what is asked for.
        this: the payment.
        earlier: its window, without itself.
        window: its window, with itself where it belongs there.
        matching: how many of the window meet the condition of a share.
        frauds_ms: times of the confirmed frauds in the window.
        scale: what a value of the field is divided by: 10**digits of a decimal, else 1.
    """

    aggregate: Aggregate
    this: Fields
    earlier: list[Fields]
    window: list[Fields]
    matching: int
    frauds_ms: list[int]
    scale: int

    @property
    def time_ms(self) -> int:
        """Event time of the payment."""
        return int(self.this["event_time_ms"])

    @property
    def own(self) -> Any:  # noqa: ANN401
        """Value of the field in the payment itself."""
        return self.this[str(self.aggregate.field)]

    def values(self, payments: list[Fields]) -> list[Any]:
        """Values of the field, of the payments that have one."""
        field = str(self.aggregate.field)
        return [payment[field] for payment in payments if payment[field] is not None]

    def scaled(self, value: Any) -> Any:  # noqa: ANN401
        """A value of the field as features show it: of a decimal its number."""
        return value if self.scale == 1 else value / self.scale
