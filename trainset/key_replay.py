"""A stream replayed key by key: what one share of the keys says of the payments of each block.

::

    block     c1 c2 c1 c3 c2 c1        share 1 of 2: c1, c3        share 2: c2
    replayed                           c1 c1 c1 c3                 c2 c2

A key sees its payments and labels in their order, with the watermarks that they arrived at: that is
all that its features depend on. Key by key its state stays in the processor's cache.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from datasets.payment_columns import payments_of
from events.fraud.label import Label
from features.fraud.payment_plan import key_states
from features.shared.limits import HistoryLimits
from features.shared.plan.hop_plan import HopPlan
from features.shared.plan.plan import Plan
from features.shared.state.key_state import KeyState, KeyStates
from features.shared.state.live_keys import LiveKeys
from trainset.row_schema import feature_types
from trainset.stream import Block, Stream
from trainset.table import Ints
from trainset.value_columns import ValueColumns


@dataclass(frozen=True, slots=True)
class Share:
    """Which of the keys are meant: number `number` of `of`, in turn from the busiest key on."""

    number: int = 0
    of: int = 1

    def has(self, key_counts: Ints) -> Any:  # noqa: ANN401 - a numpy array
        """(codes + 1,) whether a key is in it, by its code; the last, of no key, is not."""
        has = np.zeros(key_counts.size + 1, dtype=np.bool_)
        by_size = np.argsort(-key_counts, kind="stable")
        has[by_size[self.number :: self.of]] = True
        return has


@dataclass(frozen=True, slots=True)
class HopValues:
    """What the keys of one hop say of payments of a block, those that are not late.

    Attributes:
        rows: (m,) place of each payment in the block, in the order of the values.
        columns: an Arrow table with a column a feature.
        incomplete: by place, the features that are missing since their window was not seen whole.
    """

    rows: Ints
    columns: Any
    incomplete: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def replayed(
    stream: Stream, plan: Plan, limits: HistoryLimits, share: Share
) -> Iterator[HopValues]:
    """The values of every hop that has features, block by block.

    Args:
        stream: the payments.
        plan: what is computed.
        limits: of every key's history.
        share: of the keys of each hop.
    """
    labels = _known_labels(stream, plan, limits)
    hops = [
        _HopReplay(stream, states, labels, share)
        for states in key_states(plan, limits, logged=False)
        if states.hop.names
    ]
    for start in stream.starts:
        block = stream.block(start)
        for hop in hops:
            yield hop.values(block)


@dataclass(frozen=True, slots=True)
class _KnownLabel:
    """A label, the place of the payment that it arrives right before, and the watermark there."""

    label: Label
    place: int
    watermark_ms: int


def _known_labels(stream: Stream, plan: Plan, limits: HistoryLimits) -> list[_KnownLabel]:
    """The labels that can change anything, in order of arrival."""
    known = []
    for label, place in zip(stream.labels, stream.label_places().tolist(), strict=True):
        if place < stream.table.num_rows:
            watermark_ms = stream.watermark_ms(place)
            if not plan.out_of_reach(label.event_time_ms, watermark_ms, limits):
                known.append(_KnownLabel(label, place, watermark_ms))
    return known


class _HopReplay:
    """One share of the keys of one hop."""

    def __init__(
        self, stream: Stream, states: KeyStates, labels: list[_KnownLabel], share: Share
    ) -> None:
        self._hop = states.hop
        self._keys = LiveKeys(states)
        self._has = share.has(stream.key_counts(self._hop.field))
        self._types = hop_types(self._hop)
        self._labels: defaultdict[str, list[_KnownLabel]] = defaultdict(list)
        # The last first, so that the next is at the end.
        for known in reversed(labels) if self._hop.label_reach_ms else ():
            self._labels[self._hop.label_key(known.label)].append(known)

    def values(self, block: Block) -> HopValues:
        """Replays the share's payments of a block, the next one each time."""
        codes = block.codes(self._hop.field)
        mine = np.flatnonzero(self._has[codes] & block.counts)
        mine = mine[np.argsort(codes[mine], kind="stable")]
        found = ValueColumns(self._hop.names, self._types)
        rows: list[int] = []
        incomplete: dict[int, tuple[str, ...]] = {}
        known = (
            mine.tolist(),
            codes[mine].tolist(),
            block.watermarks_ms[mine].tolist(),
            block.late[mine].tolist(),
            payments_of(block.table.take(pa.array(mine)), block.fields),
        )
        # A key's payments go to the end of the block before the next key's begin.
        least_ms = int(block.watermarks_ms[0])
        last_code = -1
        for row, code, watermark_ms, late, payment in zip(*known, strict=True):
            if code != last_code:
                last_code, key = code, self._hop.key(payment)
                state, labels = self._keys.state(key, least_ms), self._labels.get(key)
            if labels:
                _judge(state, labels, block.start + row)
            outcome = state.add(payment, watermark_ms, late=late)
            if late:
                continue
            rows.append(row)
            found.add(outcome.values)
            if outcome.incomplete:
                incomplete[row] = outcome.incomplete
        return HopValues(np.array(rows, dtype=np.int64), found.table(), incomplete)


def _judge(state: KeyState, labels: list[_KnownLabel], place: int) -> None:
    """Gives a key the labels that arrive before the payment at a place."""
    while labels and labels[-1].place <= place:
        known = labels.pop()
        state.add_label(known.label, known.watermark_ms)


def hop_types(hop: HopPlan) -> tuple[Any, ...]:
    """Arrow types of the features of a hop, in the order of its values."""
    asked = [one.feature for scope in hop.scopes for one in scope.asked]
    return feature_types(asked)
