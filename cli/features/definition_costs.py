"""What each definition of a file costs, measured over one stream: CPU time and size of the state.

::

    stream --> plan without it --> CPU time, bytes of the states of its key
           --> plan with it    --> the same, and more: what it costs alone

Times are CPU time, the best of several rounds, so that other work on the machine shows as little
as it can. What two definitions share (the payments of one card, say) is counted with each of them.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Final

from cli.features.definition_entries import Definition, definitions_of
from cli.features.definition_stream import DefinitionStream
from events.fraud.label import Label
from features.fraud.payment_plan import payment_plan
from features.fraud.replayer import Replayer
from features.shared.definitions.model import Definitions
from features.shared.definitions.needs import needed_features
from features.shared.limits import HistoryLimits

Names = frozenset[str]
Track = Callable[[list[Names]], Iterable[Names]]

_MICROSECONDS: Final = 1e6
_NOTHING: Final[Names] = frozenset()


@dataclass(frozen=True, slots=True)
class Cost:
    """What computing something costs.

    Attributes:
        us_a_payment: CPU time in microseconds.
        bytes_by_key: mean size of the snapshot of a key's state, by the field of the key.
    """

    us_a_payment: float
    bytes_by_key: Mapping[str, float]

    def more_than(self, other: "Cost") -> "Cost":
        """What is on top of another cost."""
        return Cost(
            self.us_a_payment - other.us_a_payment,
            {key: size - other.bytes_by_key.get(key, 0) for key, size in self.bytes_by_key.items()},
        )


@dataclass(frozen=True, slots=True)
class FileCosts:
    """What a file costs.

    Attributes:
        definitions: each of the file alone, in its order.
        nothing: what every plan does: finding duplicates and late payments.
        written: all that decisions carry, together, `nothing` included.
        everything: all of the file, likewise.
        payments: that were measured over.
        keys: held at the end, by their field.
    """

    definitions: tuple[tuple[Definition, Cost], ...]
    nothing: Cost
    written: Cost
    everything: Cost
    payments: int
    keys: Mapping[str, int]


def measured_costs(
    definitions: Definitions, stream: DefinitionStream, rounds: int, track: Track = iter
) -> FileCosts:
    """Measure every definition of the file alone, and the file as a whole.

    Args:
        definitions: the file.
        stream: that it is measured over.
        rounds: how often; the best counts.
        track: gives back the runs that are to be made, one by one.
    """
    entries = definitions_of(definitions)
    needs = [_needs(entry, definitions) for entry in entries]
    written = frozenset(one.name for one in definitions.features if one.written)
    everything = frozenset(one.name for one in definitions.features)
    asked = [_NOTHING, written, everything, *needs]
    asked += [entry.names | need for entry, need in zip(entries, needs, strict=True)]
    found = {names: Cost(inf, {}) for names in asked}
    meter = _Meter(definitions, stream)
    for names in track(rounds * list(found)):
        found[names] = meter.best(found[names], names)
    return FileCosts(
        tuple(
            (entry, found[entry.names | need].more_than(found[need]))
            for entry, need in zip(entries, needs, strict=True)
        ),
        nothing=found[_NOTHING],
        written=found[written],
        everything=found[everything],
        payments=stream.payments,
        keys=meter.keys,
    )


def _needs(entry: Definition, definitions: Definitions) -> Names:
    """What must be computed for it beside itself."""
    needed = needed_features(definitions, entry.names)
    return frozenset(feature.name for feature in needed) - entry.names


class _Meter:
    """Runs plans of one file over one stream."""

    def __init__(self, definitions: Definitions, stream: DefinitionStream) -> None:
        self._definitions = definitions
        self._stream = stream
        self._limits = HistoryLimits()
        self.keys: dict[str, int] = {}

    def best(self, known: Cost, names: Names) -> Cost:
        """The lower of a cost that is known and of computing these features once more."""
        replayer = Replayer(self._limits, plan=payment_plan(self._definitions, self._limits, names))
        seconds = self._seconds(replayer)
        sizes = known.bytes_by_key
        if not sizes:
            held = replayer.state_sizes()
            sizes = {key: size / max(1, keys) for key, (keys, size) in held.items()}
            self.keys |= {key: keys for key, (keys, _) in held.items()}
        us_a_payment = seconds / self._stream.payments * _MICROSECONDS
        return Cost(min(known.us_a_payment, us_a_payment), sizes)

    def _seconds(self, replayer: Replayer) -> float:
        began = time.process_time()
        for event in self._stream.events:
            if isinstance(event, Label):
                replayer.feed_label(event)
            else:
                replayer.feed(event)
        return time.process_time() - began
