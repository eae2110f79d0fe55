"""Which ids a key has met and when: exact distinct counts up to a size, a sample beyond it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, Self

from features.shared.accumulators.absences import Absences
from features.shared.accumulators.runs import joined, occurs
from features.shared.accumulators.seen_ids_image import Key, SeenIdsImage, rebuild, take_image
from features.shared.watermark import NOTHING_SEEN_MS

_HASH_BITS: Final = 64
_FEW: Final = 16
"""Up to so many ids are looked at one by one."""


class SeenIds:
    """Ids with the runs of times they occurred in.

    Above `most_ids` ids a sample is kept: the ids whose 64-bit hash begins with `level` zero bits,
    one more each time the sample is full. Counts are then those of the sample times 2**level, with
    a relative standard error of about 1/sqrt(ids of the sample in the window). The ids are sampled
    and not the payments, so that the estimate does not depend on how often an id occurs.
    P. B. Gibbons, "Distinct sampling for highly-accurate answers to distinct values queries", 2001.

    Args:
        gap_ms: shortest window that will be asked for.
        reach_ms: longest window that will be asked for.
        most_ids: ids kept before sampling, and at most in the sample.
        delay_ms: how long before the time asked for a window may end.
    """

    __slots__ = (
        "_absences",
        "_by_last",
        "_delay_ms",
        "_gap_ms",
        "_lasts_ms",
        "_level",
        "_most_ids",
        "_reach_ms",
        "_runs_ms",
    )

    def __init__(self, gap_ms: int, reach_ms: int, most_ids: int, delay_ms: int = 0) -> None:
        self._gap_ms = gap_ms
        self._delay_ms = delay_ms
        self._reach_ms = reach_ms
        self._most_ids = most_ids
        self._level = 0
        self._runs_ms: dict[Key, list[int]] = {}
        self._lasts_ms: list[int] = []
        self._by_last: list[Key] = []
        self._absences: Absences | None = None

    def __len__(self) -> int:
        """Number of ids held."""
        return len(self._lasts_ms)

    def distinct(self, identity: str | None, time_ms: int, windows_ms: Sequence[int]) -> list[int]:
        """How many different ids occur in each ``(time - window, time]``.

        Args:
            identity: of the payment in hand, counted in every window; None where it has none or
                does not belong to them.
            time_ms: end of the windows.
            windows_ms: their lengths.
        """
        lasts = self._lasts_ms
        if self._level or (lasts and lasts[-1] > time_ms):
            return [self._estimate(identity, time_ms, window_ms) for window_ms in windows_ms]
        held = len(lasts)
        if identity is None:
            return [held - bisect_right(lasts, time_ms - window_ms) for window_ms in windows_ms]
        known = self._runs_ms.get(identity)
        last_ms = NOTHING_SEEN_MS if known is None else known[-1]
        counts = []
        for window_ms in windows_ms:
            edge_ms = time_ms - window_ms
            counts.append(held - bisect_right(lasts, edge_ms) + (last_ms <= edge_ms))
        return counts

    def _estimate(self, identity: str | None, time_ms: int, window_ms: int) -> int:
        """The count of one window, of a sample and out of order too; exact without a sample."""
        edge_ms = time_ms - window_ms
        found = self._found(edge_ms, time_ms)
        if identity is None:
            return found << self._level
        key = self._key(identity) if self._level else identity
        if not found:
            return 1
        if key is not None:
            known = self._runs_ms.get(key)
            found += known is None or not occurs(known, edge_ms, time_ms)
        return found << self._level

    def _found(self, edge_ms: int, time_ms: int) -> int:
        """How many of the ids held occur in ``(edge, time]``, whatever came after it."""
        lasts = self._lasts_ms
        held, later = len(lasts), bisect_right(lasts, time_ms)
        gone = bisect_right(lasts, edge_ms, 0, later)
        if held - later <= _FEW:
            after = self._by_last[later:]
            return later - gone + sum(occurs(self._runs_ms[key], edge_ms, time_ms) for key in after)
        if self._absences is None:
            self._absences = Absences(self._runs_ms.values())
        return held - gone - self._absences.number(edge_ms, time_ms)

    def met(self, identity: str, time_ms: int, window_ms: int) -> bool:
        """Whether `identity` occurs in ``(time - window, time]``.

        Of an id out of the sample that is unknown; it is taken to occur where any id does.
        """
        edge_ms = time_ms - window_ms
        key = self._key(identity) if self._level else identity
        if key is None:
            return bool(self._lasts_ms) and self._lasts_ms[-1] > edge_ms
        known = self._runs_ms.get(key)
        return known is not None and occurs(known, edge_ms, time_ms)

    def add(self, identity: str, time_ms: int, frontier_ms: int) -> None:
        """Adds an occurrence; nobody will ask for a time before `frontier_ms`."""
        lasts = self._lasts_ms
        cutoff_ms = frontier_ms - self._reach_ms
        if time_ms <= cutoff_ms:
            return
        if lasts and lasts[len(lasts) >> 2] <= cutoff_ms:
            self._drop(cutoff_ms)
        key = self._key(identity) if self._level else identity
        if key is None:
            return
        runs = self._runs_ms.get(key)
        if runs is None:
            self._take_in(key, time_ms, cutoff_ms)
            return
        last_ms = runs[-1]
        if time_ms < last_ms:
            self._runs_ms[key] = now = joined(runs, time_ms, self._gap_ms)
            if self._absences is not None:
                self._absences.replace(runs, now)
            return
        if time_ms - last_ms <= self._gap_ms:
            runs[-1] = time_ms
        else:
            self._come_back(runs, time_ms, frontier_ms)
        if self._by_last[-1] == key:
            lasts[-1] = time_ms
        else:
            self._move(key, last_ms, time_ms)

    def _take_in(self, key: Key, time_ms: int, cutoff_ms: int) -> None:
        """Takes an id that is not held yet."""
        self._runs_ms[key] = [time_ms, time_ms]
        if self._absences is not None:
            self._absences.came((), time_ms, cutoff_ms + self._gap_ms)
        self._place(key, time_ms)
        if len(self._lasts_ms) > self._most_ids:
            self._shrink(cutoff_ms)

    def _come_back(self, runs_ms: list[int], time_ms: int, frontier_ms: int) -> None:
        """Begins a run, and drops those that say nothing of any window still to be asked for.

        In a window an id occurs if the last of its runs by the window's end reaches into it. No
        window ends before the frontier less the delay: of the runs that ended by then the last one
        is enough. So an id that comes back for ever has no more runs than fit between then and now.
        """
        cutoff_ms = frontier_ms - self._reach_ms
        ends_ms, asked_ms = runs_ms[1::2], frontier_ms - self._delay_ms
        known = max(bisect_right(ends_ms, cutoff_ms), bisect_right(ends_ms, asked_ms) - 1)
        if self._absences is not None:
            if known:
                self._absences.replace(runs_ms, runs_ms[2 * known :])
            self._absences.came(runs_ms[2 * known :], time_ms, cutoff_ms + self._gap_ms)
        del runs_ms[: 2 * known]
        runs_ms += (time_ms, time_ms)

    def _key(self, identity: str) -> Key | None:
        """What stands for `identity` in the sample; None where it is not in it."""
        hashed = _hash(identity)
        return None if hashed >> (_HASH_BITS - self._level) else hashed

    def _place(self, key: Key, last_ms: int) -> None:
        lasts = self._lasts_ms
        if not lasts or lasts[-1] <= last_ms:
            lasts.append(last_ms)
            self._by_last.append(key)
        else:
            place = bisect_right(lasts, last_ms)
            lasts.insert(place, last_ms)
            self._by_last.insert(place, key)

    def _move(self, key: Key, last_ms: int, time_ms: int) -> None:
        by_last = self._by_last
        place = bisect_left(self._lasts_ms, last_ms)
        if by_last[place] != key:
            place = by_last.index(key, place)
        del self._lasts_ms[place], by_last[place]
        self._place(key, time_ms)

    def _drop(self, cutoff_ms: int) -> None:
        gone = bisect_right(self._lasts_ms, cutoff_ms)
        for key in self._by_last[:gone]:
            del self._runs_ms[key]
        del self._lasts_ms[:gone], self._by_last[:gone]
        if not self._lasts_ms:
            self._level = 0
            self._absences = None

    def _shrink(self, cutoff_ms: int) -> None:
        """Makes room: first what has expired goes, then half of the ids, by their hash."""
        self._drop(cutoff_ms)
        while len(self._lasts_ms) > self._most_ids:
            hashes = [key if isinstance(key, int) else _hash(key) for key in self._by_last]
            self._level += 1
            kept = [
                (hashed, self._runs_ms[key])
                for hashed, key in zip(hashes, self._by_last, strict=True)
                if not hashed >> (_HASH_BITS - self._level)
            ]
            self._runs_ms = dict(kept)
            self._by_last = [key for key, _ in kept]
            self._lasts_ms = [runs[-1] for _, runs in kept]
            self._absences = None

    def image(self) -> SeenIdsImage:
        """What `restore` makes the same set from."""
        return take_image(self._level, self._by_last, self._runs_ms)

    def restore(self, image: SeenIdsImage) -> Self:
        """Takes over the ids that `image` was taken of."""
        self._level = image.level
        self._by_last = image.keys[:]
        self._runs_ms = rebuild(image)
        self._lasts_ms = [self._runs_ms[key][-1] for key in self._by_last]
        self._absences = None
        return self


def _hash(identity: str) -> int:
    return int.from_bytes(blake2b(identity.encode(), digest_size=8).digest(), "big")
