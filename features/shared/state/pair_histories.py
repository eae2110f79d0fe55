"""Histories of one key with each value of another field, inside the key's state.

::

    card c-1      with merchant m-1: history     with merchant m-2: history     ...
                                                 above the limit the longest quiet go
"""

from collections.abc import Mapping
from typing import Final

from features.shared.limits import HistoryLimits
from features.shared.plan.hop_plan import ScopePlan, Slots
from features.shared.state.history import History, heads_of
from features.shared.state.images import LabelEntry, PairsImage
from features.shared.state.wholeness import note
from features.shared.watermark import NOTHING_SEEN_MS

_FEWEST_TO_PURGE: Final = 16
_ITEMS_A_PART: Final = 4
"""What an empty part takes, as a number of its items."""


class PairHistories:
    """The histories of the pairs of one key.

    Above `limits.exact_payments` items in all of them those go that have been quiet for longest,
    down to three quarters; a pair that comes anew is then not whole before the newest of them.

    Args:
        scope: what is remembered of each pair.
        limits: how much of it.
    """

    __slots__ = ("_forgotten_until_ms", "_held", "_histories", "_limits", "_purge_at", "scope")

    def __init__(self, scope: ScopePlan, limits: HistoryLimits) -> None:
        self.scope = scope
        self._limits = limits
        self._histories: dict[str, History] = {}
        self._held = 0
        self._purge_at = _FEWEST_TO_PURGE
        self._forgotten_until_ms = NOTHING_SEEN_MS

    def __len__(self) -> int:
        """Number of items held, with what each history takes itself."""
        return self._held

    @property
    def latest_ms(self) -> int:
        """Event time of the newest event or labelled event of all pairs."""
        latest = (history.latest_ms for history in self._histories.values())
        return max(latest, default=NOTHING_SEEN_MS)

    def of(self, other: str) -> History:
        """The history of a pair, an empty one where there is none; it is not kept by this."""
        history = self._histories.get(other)
        return self._empty() if history is None else history

    def _empty(self) -> History:
        history = History(self.scope, self._limits)
        if self._forgotten_until_ms > NOTHING_SEEN_MS:
            for part in self.scope.parts:
                note(history.unknown, part.signature, self._forgotten_until_ms)
        return history

    def record(self, other: str, frontier_ms: int, time_ms: int, slots: Slots) -> None:
        """Takes in an event of a pair."""
        if time_ms <= frontier_ms - self.scope.reach_ms:
            return
        history = self._kept(other)
        before = len(history)
        history.record(frontier_ms, time_ms, slots)
        self._grow(len(history) - before, frontier_ms)

    def judge(self, other: str, label: LabelEntry, frontier_ms: int) -> bool:
        """Takes in a label of a pair; whether that changed anything."""
        history = self.of(other)
        before = len(history)
        if not history.judge(label, frontier_ms):
            return False
        if other not in self._histories:
            self._keep(other, history)
        self._grow(len(history) - before, frontier_ms)
        return True

    def note_unread(self, other: str, slots: frozenset[str], time_ms: int) -> None:
        """See `History.note_unread`."""
        self._kept(other).note_unread(slots, time_ms)

    def forget_pair(self, time_ms: int) -> None:
        """Notes that an event at a time was recorded without the other field."""
        self._forgotten_until_ms = max(self._forgotten_until_ms, time_ms)
        for history in self._histories.values():
            for part in self.scope.parts:
                note(history.unknown, part.signature, time_ms)

    def _kept(self, other: str) -> History:
        history = self._histories.get(other)
        if history is None:
            history = self._empty()
            self._keep(other, history)
        return history

    def _keep(self, other: str, history: History) -> None:
        self._histories[other] = history
        self._held += _weight(self.scope)

    def _grow(self, items: int, frontier_ms: int) -> None:
        self._held += items
        if len(self._histories) >= self._purge_at or self._held > self._limits.exact_payments:
            self._purge(frontier_ms)

    def _purge(self, frontier_ms: int) -> None:
        """Drops what has expired, and above the limit what has been quiet for longest."""
        edge_ms = frontier_ms - self.scope.reach_ms
        alive = {
            other: history
            for other, history in self._histories.items()
            if history.latest_ms > edge_ms
        }
        self._held = _held(alive, self.scope)
        if self._held > self._limits.exact_payments:
            self._shrink(alive)
        self._histories = alive
        self._purge_at = max(_FEWEST_TO_PURGE, 2 * len(alive))

    def _shrink(self, alive: dict[str, History]) -> None:
        by_age = sorted(alive.items(), key=lambda item: item[1].latest_ms)
        for other, history in by_age[:-1]:
            if self._held <= self._limits.exact_payments * 3 // 4:
                break
            self._held -= len(history) + _weight(self.scope)
            self._forgotten_until_ms = max(self._forgotten_until_ms, history.latest_ms)
            del alive[other]

    def image(self, frontier_ms: int) -> PairsImage:
        """What `restore` makes the same histories from."""
        histories = {other: one.image(frontier_ms) for other, one in self._histories.items()}
        return PairsImage(heads_of(self.scope), self._forgotten_until_ms, self._purge_at, histories)

    def restore(self, image: PairsImage, frontier_ms: int) -> None:
        """Takes over the histories that `image` was taken of."""
        self._forgotten_until_ms = image.forgotten_until_ms
        self._purge_at = image.purge_at
        for other, stored in image.histories.items():
            history = self._histories[other] = History(self.scope, self._limits)
            history.restore(image.heads, stored, frontier_ms)
        self._held = _held(self._histories, self.scope)


def _weight(scope: ScopePlan) -> int:
    return _ITEMS_A_PART * len(scope.parts)


def _held(histories: Mapping[str, History], scope: ScopePlan) -> int:
    return sum(len(history) + _weight(scope) for history in histories.values())
