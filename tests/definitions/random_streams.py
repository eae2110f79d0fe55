"""Random streams of payments, labels and restores: all that can go wrong with the order of things.

::

    gap to the next payment    ties, edges of the file's own windows, bursts, pauses, anything
    set back                   within the out-of-orderness, within the lateness, beyond it
    redelivered                at its time, or a dedup window away, give or take a millisecond
"""

from dataclasses import dataclass
from random import Random
from typing import Any, Final

from msgspec.structs import replace

from events.fraud.label import Label, LabelKind
from events.shared.time_units import DAY_MS, HOUR_MS
from features.shared.definitions.model import Aggregate, Definitions
from features.shared.limits import HistoryLimits
from tests.definitions.values import (
    AMOUNTS,
    CARDS,
    CHANNELS,
    COUNTRIES,
    CURRENCIES,
    DEVICES,
    IPS,
    MERCHANTS,
    POSITIONS,
    START_MS,
    own_value,
)

OUT_OF_ORDERNESS_MS: Final = 5000

_LABEL_KINDS: Final[tuple[LabelKind, ...]] = (
    "chargeback",
    "chargeback",
    "analyst_fraud",
    "dispute_won",
    "analyst_genuine",
)


@dataclass(frozen=True)
class Restore:
    """At this place every state is read anew from its log.

    Attributes:
        compacts: whether each log is compacted before.
    """

    compacts: bool


@dataclass(frozen=True)
class NewFile:
    """At this place another definition file takes over every log.

    Attributes:
        compacts: whether each log is compacted before.
    """

    compacts: bool


Fields = dict[str, Any]
Event = Fields | Label | Restore | NewFile
"""A payment as its fields by name, None where it has none; or what happens between payments."""


class StreamMaker:
    """Makes one stream that fits a file.

    Args:
        random: where chance comes from.
        definitions: the file.
        limits: the lateness, the dedup window and the feedback delay that edges are drawn from.
    """

    def __init__(self, random: Random, definitions: Definitions, limits: HistoryLimits) -> None:
        self._random = random
        self._definitions = definitions
        self._limits = limits
        self._edges_ms = edges_ms(definitions, limits)
        self._pace_ms = max(1, random.choice(self._edges_ms) // random.choice((2, 5, 20, 60)))
        self._cards = CARDS[: random.randint(1, len(CARDS))]
        self._currencies = self._random_currencies()
        self._restores = random.choice((0.0, 0.01, 0.05))
        self._labelled = random.choice((0.0, 0.15, 0.15, 0.5))
        self._disorder = random.choice((0.0, 0.1, 0.4))
        self._newest_ms = START_MS
        self._sent: list[Fields] = []
        self._labels: list[Label] = []

    def events(self, payments: int) -> list[Event]:
        """The stream, with a number of payments."""
        events: list[Event] = []
        while len(self._sent) < payments:
            chance = self._random.random()
            if chance < self._restores:
                events.append(Restore(compacts=self._random.random() < 0.6))
            elif chance < self._restores + self._labelled and self._sent:
                events.append(self._label())
            else:
                burst = self._random.choice((1, 1, 1, 1, 6))
                events += [self._payment() for _ in range(burst)]
        return events

    def _random_currencies(self) -> tuple[str, ...]:
        base = self._definitions.money.base_currency
        others = 0 if self._definitions.money.rates == "none" else self._random.randint(0, 3)
        # Mostly the base currency: a payment of another is a dead letter where no rate is.
        return (*[base] * 4, *self._random.sample(CURRENCIES, others))

    def _payment(self) -> Fields:
        chance = self._random.random()
        if self._sent and chance < 0.06:
            payment = self._redelivery()
        elif self._sent and chance < 0.2:
            payment = self._at_an_edge()
        else:
            self._newest_ms += self._gap_ms()
            payment = self._new(self._newest_ms - self._setback_ms())
        self._newest_ms = max(self._newest_ms, payment["event_time_ms"])
        self._sent.append(payment)
        return payment

    def _gap_ms(self) -> int:
        chance = self._random.random()
        if chance < 0.25:
            return self._random.choice((0, 0, 0, 1, 999, 1000, OUT_OF_ORDERNESS_MS))
        if chance < 0.33:
            return self._random.choice(self._edges_ms) + self._random.choice((-1, 0, 1))
        if chance < 0.335:
            return 100 * DAY_MS
        return self._random.randint(0, 2 * self._pace_ms)

    def _setback_ms(self) -> int:
        if self._random.random() >= self._disorder:
            return 0
        late_ms = OUT_OF_ORDERNESS_MS + 1 + self._limits.allowed_lateness_ms
        exact = (1, OUT_OF_ORDERNESS_MS, OUT_OF_ORDERNESS_MS + 1, late_ms, late_ms + 1)
        ranges = (OUT_OF_ORDERNESS_MS, late_ms, late_ms, 2 * max(self._edges_ms) + late_ms)
        if self._random.random() < 0.3:
            return self._random.choice(exact)
        return self._random.randint(0, self._random.choice(ranges))

    def _redelivery(self) -> Fields:
        known = self._random.choice(self._sent[-12:])
        window_ms = self._limits.dedup_window_ms
        shift_ms = self._random.choice((0, 0, 0, 1, -1, window_ms - 1, window_ms, -window_ms))
        return {**known, "event_time_ms": known["event_time_ms"] + shift_ms}

    def _at_an_edge(self) -> Fields:
        """A payment like an earlier one, where a window begins or ends to have that in it.

        Now and then it is a label that it is like: at the moment from which that is known.
        """
        random = self._random
        if self._labels and random.random() < 0.3:
            label = random.choice(self._labels[-5:])
            like: Fields = {"card_id": label.card_id, "merchant_id": label.merchant_id}
            edge_ms, since_ms = 0, label.reported_time_ms
        else:
            like = random.choice(self._sent[-10:])
            edge_ms, since_ms = random.choice(self._edges_ms), like["event_time_ms"]
        time_ms = since_ms + edge_ms + random.choice((-1, 0, 0, 1))
        new = self._new(time_ms)
        others = like.keys() - {"transaction_id", "event_time_ms", "latitude", "longitude"}
        return new | {name: like[name] for name in sorted(others) if random.random() < 0.8}

    def _new(self, time_ms: int) -> Fields:
        random = self._random
        latitude, longitude = random.choice(POSITIONS)
        number = len(self._sent)
        return {
            "transaction_id": f"t{number}" if number % 5 else f"{number:0>40}",
            "card_id": random.choice(self._cards),
            "merchant_id": random.choice(MERCHANTS),
            "amount_minor": random.choice((random.choice(AMOUNTS), random.randint(0, 20_000))),
            "currency": random.choice(self._currencies),
            "country": random.choice(COUNTRIES),
            "channel": random.choice(CHANNELS),
            "event_time_ms": time_ms,
            "device_id": random.choice(DEVICES),
            "ip": random.choice(IPS),
            "latitude": latitude,
            "longitude": longitude,
            **{field.name: own_value(random, field) for field in self._definitions.fields},
        }

    def _label(self) -> Label:
        random = self._random
        if self._labels and random.random() < 0.2:
            known = random.choice(self._labels)
            # The same moment says two things of one payment: the later to arrive is the newer.
            kind = random.choice((known.kind, known.kind, random.choice(_LABEL_KINDS)))
            return replace(known, label_id=f"{known.label_id}-again", kind=kind)
        about = random.choice(random.choice((self._sent, self._sent[-5:])))
        time_ms = about["event_time_ms"] + random.choice((0, 0, 0, 0, 1, self._pace_ms))
        came = random.random() < 0.9
        label = Label(
            label_id=f"l{len(self._labels)}",
            transaction_id=about["transaction_id"] if came else f"never-came-{len(self._labels)}",
            card_id=about["card_id"],
            merchant_id=about["merchant_id"],
            kind=random.choice(_LABEL_KINDS),
            event_time_ms=time_ms,
            reported_time_ms=time_ms + self._report_lag_ms(),
        )
        self._labels.append(label)
        return label

    def _report_lag_ms(self) -> int:
        random = self._random
        lag_ms = random.choice((0, 0, 1, HOUR_MS, random.choice(self._edges_ms)))
        return random.choice((lag_ms, random.randint(0, 2 * self._pace_ms)))


def edges_ms(definitions: Definitions, limits: HistoryLimits) -> list[int]:
    """Lengths of time at which something of the file changes: windows, with delays and without."""
    lengths = {limits.allowed_lateness_ms, limits.dedup_window_ms}
    for feature in definitions.features:
        source = feature.source
        if isinstance(source, Aggregate):
            delay = source.delay_ms
            delay_ms = limits.feedback_delay_ms if delay == "feedback" else delay
            lengths |= {source.window_ms, source.window_ms + delay_ms, delay_ms}
            lengths |= {source.half_life_ms, 32 * source.half_life_ms}
    return sorted(length for length in lengths if length)
