"""A definition file applied to a stream: keep everything that came, look at all of it each time.

::

    payment --> no rate of its currency? ("dead_letter", nothing)
            --> repeats one of its card? ("duplicate", nothing)
            --> far behind the watermark? ("late", values that need no history)
            --> otherwise, for every feature: window of the entity's history, value of its kind
"""

from typing import Any, Literal

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
from tests.oracles.definitions.aggregates import KINDS
from tests.oracles.definitions.expressions import evaluate, known
from tests.oracles.definitions.labels import confirmed_ms
from tests.oracles.definitions.money import Rates
from tests.oracles.definitions.scene import Fields, Scene
from tests.oracles.definitions.taken import Taken

NOTHING_SEEN_MS = -(2**63)

Kind = Literal["accepted", "late", "duplicate", "dead_letter"]


class Interpreter:
    """Says what becomes of each payment.

    Args:
        definitions: what is to be computed.
        limits: lateness, dedup window and feedback delay.
        out_of_orderness_ms: how far the watermark stays behind the newest event time.
        rates: of the currencies.
    """

    def __init__(
        self,
        definitions: Definitions,
        limits: HistoryLimits,
        out_of_orderness_ms: int,
        rates: Rates,
    ) -> None:
        self.definitions = definitions
        self.limits = limits
        self.out_of_orderness_ms = out_of_orderness_ms
        self.rates = rates
        self.watermark_ms = NOTHING_SEEN_MS
        self.taken: list[Taken] = []
        self.labels: list[Label] = []
        self.keys = {entity.name: entity.fields for entity in definitions.entities}
        self.scales: dict[str, int] = {one.name: 10**one.digits for one in definitions.fields}

    def under(self, definitions: Definitions) -> "Interpreter":
        """The same history, read by another file."""
        other = Interpreter(definitions, self.limits, self.out_of_orderness_ms, self.rates)
        other.watermark_ms = self.watermark_ms
        other.labels = self.labels
        other.taken = [other._taken(one.fields, one.watermark_ms) for one in self.taken]
        return other

    def label(self, label: Label) -> None:
        """Takes a label."""
        self.labels.append(label)

    def pay(self, fields: Fields) -> tuple[Kind, dict[str, object]]:
        """Kind of the next payment and its values by name; of a late one those of its own."""
        this = self._taken(fields, self.watermark_ms)
        newest_ms = this.time_ms - self.out_of_orderness_ms - 1
        self.watermark_ms = max(this.watermark_ms, newest_ms)
        if this.fields["amount_base_minor"] is None and self.rates.are_needed:
            return "dead_letter", {}
        if any(self._repeats(this, known) for known in self.taken):
            return "duplicate", {}
        late = this.time_ms < this.watermark_ms - self.limits.allowed_lateness_ms
        values: dict[str, object] = {}
        for feature in self.definitions.features:
            if feature.scope == PAYMENT_SCOPE or not late:
                values[feature.name] = self._value(feature, this, values)
        self.taken.append(this)
        return "late" if late else "accepted", values

    def _taken(self, fields: Fields, watermark_ms: int) -> Taken:
        money = (fields["amount_minor"], fields["currency"], fields["event_time_ms"])
        complete = {**fields, "amount_base_minor": self.rates.base_minor(*money)}
        names = {
            name: value / self.scales[name] if value is not None and self._decimal(name) else value
            for name, value in complete.items()
        }
        return Taken(complete, names, watermark_ms)

    def _decimal(self, name: str) -> bool:
        return self.scales.get(name, 1) > 1

    def _repeats(self, this: Taken, known: Taken) -> bool:
        window_ms = self.limits.dedup_window_ms
        kept_until_ms = max(known.time_ms, known.watermark_ms) + window_ms
        key = self.definitions.entities[0].name
        same_id = this.fields["transaction_id"] == known.fields["transaction_id"]
        return (
            self._key(key, this) == self._key(key, known)
            and same_id
            and abs(this.time_ms - known.time_ms) < window_ms
            and this.watermark_ms <= kept_until_ms + self.limits.allowed_lateness_ms
        )

    def _value(self, feature: Feature, this: Taken, before: dict[str, object]) -> object:
        source = feature.source
        if isinstance(source, Derived):
            value = evaluate(source.expression.tree, {**this.names, **before})
            if isinstance(value, int) and feature.kind == "float":
                value = known(float, value)
            value = in_64_bits(value)
            return source.if_missing if value is None else value
        key = self._key(feature.scope, this)
        if None in key:
            return None
        history = [known for known in self.taken if self._key(feature.scope, known) == key]
        scene = self._scene(source, this, history, self._labels(feature.scope, this))
        return in_64_bits(KINDS[source.kind](scene))

    def _key(self, entity: str, payment: Taken) -> tuple[Any, ...]:
        return tuple(payment.fields[name] for name in self.keys[entity])

    def _labels(self, entity: str, this: Taken) -> list[Label]:
        names = self.keys[entity]
        if not set(names) <= {"card_id", "merchant_id"}:
            return []
        key = self._key(entity, this)
        return [one for one in self.labels if tuple(getattr(one, name) for name in names) == key]

    def _scene(
        self, aggregate: Aggregate, this: Taken, history: list[Taken], labels: list[Label]
    ) -> Scene:
        delay_ms = aggregate.delay_ms
        if delay_ms == "feedback":
            delay_ms = self.limits.feedback_delay_ms
        until_ms = this.time_ms - delay_ms
        after_ms = until_ms - aggregate.window_ms

        def counts(payment: Taken) -> bool:
            if aggregate.kind in {"decayed_count", "decayed_sum"}:
                inside = payment.time_ms <= until_ms and self._in_reach(aggregate, payment)
            else:
                inside = after_ms < payment.time_ms <= until_ms
            return inside and payment.meets(aggregate.where)

        earlier = sorted(filter(counts, history), key=lambda payment: payment.time_ms)
        itself = [this] if aggregate.with_this and counts(this) else []
        window = [*earlier, *itself]
        return Scene(
            aggregate,
            this.fields,
            [payment.fields for payment in earlier],
            [payment.fields for payment in window],
            sum(payment.meets(aggregate.share_of) for payment in window),
            confirmed_ms(labels, this.time_ms, after_ms, until_ms),
            self.scales.get(aggregate.field or "", 1),
        )

    def _in_reach(self, aggregate: Aggregate, payment: Taken) -> bool:
        """Whether the payment arrived before it had decayed for every payment that is on time."""
        frontier_ms = payment.watermark_ms - self.limits.allowed_lateness_ms
        return payment.time_ms > frontier_ms - DECAY_REACH_HALF_LIVES * aggregate.half_life_ms


def in_64_bits(value: object) -> object:
    """The value; missing where it is a whole number that takes more than 64 bits."""
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return None
    return value
