"""A definition file applied to a stream: keep everything that came, look at all of it each time.

::

    payment --> repeats one of its card? ("duplicate", nothing)
            --> far behind the watermark? ("late", values that need no history)
            --> otherwise, for every feature: window of the entity's history, value of its kind
"""

from dataclasses import dataclass
from typing import Any

from events.fraud.label import Label
from features.shared.definitions.model import (
    DECAY_REACH_HALF_LIVES,
    PAYMENT_SCOPE,
    Aggregate,
    Definitions,
    Derived,
    Feature,
)
from features.shared.limits import HistoryLimits
from tests.oracles.definitions.aggregates import KINDS, Fields, Scene
from tests.oracles.definitions.expressions import evaluate, holds
from tests.oracles.definitions.labels import confirmed_ms

NOTHING_SEEN_MS = -(2**63)


@dataclass(frozen=True)
class Taken:
    """A payment in the history.

    Attributes:
        fields: of the payment, None where it has none.
        watermark_ms: the watermark it arrived at.
    """

    fields: Fields
    watermark_ms: int

    @property
    def time_ms(self) -> int:
        """Event time."""
        return int(self.fields["event_time_ms"])


class Interpreter:
    """Says what becomes of each payment.

    Args:
        definitions: what is to be computed.
        limits: lateness, dedup window and feedback delay.
        out_of_orderness_ms: how far the watermark stays behind the newest event time.
    """

    def __init__(
        self, definitions: Definitions, limits: HistoryLimits, out_of_orderness_ms: int
    ) -> None:
        self.definitions = definitions
        self.limits = limits
        self.out_of_orderness_ms = out_of_orderness_ms
        self.watermark_ms = NOTHING_SEEN_MS
        self.taken: list[Taken] = []
        self.labels: list[Label] = []
        self.keys = {entity.name: entity.fields for entity in definitions.entities}
        self.scales = {field.name: 10**field.digits for field in definitions.fields}

    def label(self, label: Label) -> None:
        """Takes a label."""
        self.labels.append(label)

    def pay(self, fields: Fields) -> tuple[str, dict[str, object]]:
        """Kind of the next payment and its values by name; of a late one those of its own."""
        this = Taken(fields, self.watermark_ms)
        newest_ms = this.time_ms - self.out_of_orderness_ms - 1
        self.watermark_ms = max(self.watermark_ms, newest_ms)
        if any(self._repeats(this, known) for known in self.taken):
            return "duplicate", {}
        late = this.time_ms < this.watermark_ms - self.limits.allowed_lateness_ms
        values: dict[str, object] = {}
        for feature in self.definitions.features:
            if feature.scope == PAYMENT_SCOPE or not late:
                values[feature.name] = self._value(feature, this, values)
        self.taken.append(this)
        return "late" if late else "accepted", values

    def _repeats(self, this: Taken, known: Taken) -> bool:
        window_ms = self.limits.dedup_window_ms
        kept_until_ms = max(known.time_ms, known.watermark_ms) + window_ms
        return (
            this.fields["card_id"] == known.fields["card_id"]
            and this.fields["transaction_id"] == known.fields["transaction_id"]
            and abs(this.time_ms - known.time_ms) < window_ms
            and this.watermark_ms <= kept_until_ms + self.limits.allowed_lateness_ms
        )

    def _value(self, feature: Feature, this: Taken, before: dict[str, object]) -> object:
        source = feature.source
        if isinstance(source, Derived):
            value = evaluate(source.expression.tree, {**this.fields, **before})
            return source.if_missing if value is None else value
        key = self._key(feature.scope, this.fields)
        if None in key:
            return None
        history = [known for known in self.taken if self._key(feature.scope, known.fields) == key]
        labels = self._labels(feature.scope, this)
        return KINDS[source.kind](self._scene(source, this, history, labels))

    def _key(self, entity: str, fields: Fields) -> tuple[Any, ...]:
        return tuple(fields[name] for name in self.keys[entity])

    def _labels(self, entity: str, this: Taken) -> list[Label]:
        names = self.keys[entity]
        if not set(names) <= {"card_id", "merchant_id"}:
            return []
        key = self._key(entity, this.fields)
        return [
            label for label in self.labels if tuple(getattr(label, name) for name in names) == key
        ]

    def _scene(
        self, aggregate: Aggregate, this: Taken, history: list[Taken], labels: list[Label]
    ) -> Scene:
        delay_ms = aggregate.delay_ms
        if delay_ms == "feedback":
            delay_ms = self.limits.feedback_delay_ms
        until_ms = this.time_ms - delay_ms
        after_ms = until_ms - aggregate.window_ms
        where = aggregate.where

        def counts(payment: Taken) -> bool:
            if aggregate.kind in {"decayed_count", "decayed_sum"}:
                inside = payment.time_ms <= until_ms and self._in_reach(aggregate, payment)
            else:
                inside = after_ms < payment.time_ms <= until_ms
            return inside and (where is None or holds(where.tree, payment.fields))

        earlier = sorted(filter(counts, history), key=lambda payment: payment.time_ms)
        itself = [this] if aggregate.with_this and counts(this) else []
        return Scene(
            aggregate,
            this.fields,
            [payment.fields for payment in earlier],
            [payment.fields for payment in [*earlier, *itself]],
            confirmed_ms(labels, this.time_ms, after_ms, until_ms),
            self.scales.get(aggregate.field or "", 1),
        )

    def _in_reach(self, aggregate: Aggregate, payment: Taken) -> bool:
        """Whether the payment arrived before it had decayed for every payment that is on time."""
        frontier_ms = payment.watermark_ms - self.limits.allowed_lateness_ms
        return payment.time_ms > frontier_ms - DECAY_REACH_HALF_LIVES * aggregate.half_life_ms
