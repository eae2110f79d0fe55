"""One history of a key: the parts that a plan asks for, restored from whatever was stored."""

from collections.abc import Sequence
from typing import Any

from events.shared.feature_value import FeatureValue
from features.shared.limits import HistoryLimits
from features.shared.plan.hop_plan import ScopePlan, Slots
from features.shared.state.images import HistoryImage, LabelEntry, PartHead
from features.shared.state.part_kinds import empty_part, read_image, written_image
from features.shared.state.wholeness import Unknown, fitted, incomplete, note, note_change
from features.shared.watermark import NOTHING_SEEN_MS


class History:
    """The events of one entity, as far as its features need them.

    Args:
        scope: what is remembered.
        limits: how much of it.

    Attributes:
        newest_ms: event time of the newest event.
        unknown: what is not whole yet.
    """

    __slots__ = ("_parts", "_scope", "newest_ms", "unknown")

    def __init__(self, scope: ScopePlan, limits: HistoryLimits) -> None:
        self._scope = scope
        self._parts: tuple[Any, ...] = tuple(empty_part(part, limits) for part in scope.parts)
        self.newest_ms = NOTHING_SEEN_MS
        self.unknown: Unknown = dict(scope.whole_from_ms)

    def __len__(self) -> int:
        """Number of payments, tiles, ids, positions, values and labels held."""
        return sum(map(len, self._parts))

    def values(self, time_ms: int, slots: Slots) -> tuple[FeatureValue, ...]:
        """Values of the features for an event about to be recorded."""
        return self._scope.values(self._parts, time_ms, slots)

    def hide_incomplete(
        self, values: tuple[FeatureValue, ...], time_ms: int, frontier_ms: int
    ) -> tuple[tuple[FeatureValue, ...], tuple[str, ...]]:
        """The values without those of windows that were not seen whole, and the names of these."""
        self._forget_unreached(frontier_ms)
        asked = self._scope.asked
        places = incomplete(asked, self.unknown, time_ms)
        hidden = [None if place in places else value for place, value in enumerate(values)]
        return tuple(hidden), tuple(asked[place].feature.name for place in places)

    def record(self, frontier_ms: int, time_ms: int, slots: Slots) -> None:
        """Takes in an event."""
        self._scope.record(self._parts, frontier_ms, time_ms, slots)
        self.newest_ms = max(self.newest_ms, time_ms)

    def judge(self, label: LabelEntry, frontier_ms: int) -> bool:
        """Takes in a label; whether that changed anything."""
        place = self._scope.verdicts
        if place is None:
            return False
        floor_ms = frontier_ms - self._scope.parts[place].reach_ms
        taken: bool = self._parts[place].add(
            label.identity, label.event_time_ms, label.verdict, floor_ms
        )
        return taken

    @property
    def latest_ms(self) -> int:
        """Event time of the newest event or labelled event, of which some never arrive."""
        place = self._scope.verdicts
        labelled_ms = None if place is None else self._parts[place].newest_ms
        return self.newest_ms if labelled_ms is None else max(self.newest_ms, labelled_ms)

    def note_unread(self, slots: frozenset[str], time_ms: int) -> None:
        """Notes that an event at a time was recorded without some fields, by their stored names."""
        for name, read in self._scope.reads:
            if read & slots:
                note(self.unknown, name, time_ms)

    def _forget_unreached(self, frontier_ms: int) -> None:
        """Forgets of what is unknown that which no window reaches any more."""
        if self.unknown:
            edge_ms = frontier_ms - self._scope.reach_ms
            self.unknown = {name: ms for name, ms in self.unknown.items() if ms > edge_ms}

    def image(self, frontier_ms: int) -> HistoryImage:
        """What `restore` makes the same history from, given the heads of its scope."""
        self._forget_unreached(frontier_ms)
        images = [written_image(part.image()) for part in self._parts]
        return HistoryImage(self.newest_ms, dict(self.unknown), images)

    def restore(self, heads: Sequence[PartHead], image: HistoryImage, frontier_ms: int) -> None:
        """Takes over what an image has of what the scope asks for, and notes what it lacks.

        Args:
            heads: of the image.
            image: the history as it was stored, perhaps under another definition.
            frontier_ms: of that time.
        """
        self.newest_ms = image.newest_ms
        stored = {
            head.signature: (head, raw) for head, raw in zip(heads, image.images, strict=True)
        }
        for name, whole_from_ms in image.whole_from_ms.items():
            note(self.unknown, name, whole_from_ms)
        for part, live in zip(self._scope.parts, self._parts, strict=True):
            if part.signature not in stored:
                note(self.unknown, part.signature, image.newest_ms)
                continue
            head, raw = stored[part.signature]
            note_change(self.unknown, part, head, frontier_ms, image.newest_ms)
            taken = read_image(part.kind, raw)
            if part.kind == "timeline":
                taken = fitted(part, head, taken, self.unknown)
            live.restore(taken)


def heads_of(scope: ScopePlan) -> list[PartHead]:
    """What the images of a scope's histories are of."""
    return [
        PartHead(
            part.signature,
            [column.field for column in part.columns],
            part.reach_ms,
            part.shortest_ms,
            max(part.delays_ms),
            part.last_n,
        )
        for part in scope.parts
    ]
