"""The states of a hop's keys for the online store, so that others can decide as the job would.

::

    event --> state of its key --image, or too large--> update --> on the way of the features
                 |
                 +--> marks of its latest events: what an asker need not add once more
"""

from collections.abc import Callable
from time import time_ns
from typing import Final

from events.shared.feature_update import FeatureUpdate
from events.shared.state_image import JobClock, StateImage, clock_update, update_of
from features.shared.plan.plan import Plan
from features.shared.state.key_state import KeyState
from features.shared.state.recent_events import RecentEvents

_CLOCK_EVERY_US: Final = 50_000
"""As often as the store is written to: in between nobody would see it."""


def epoch_us() -> int:
    """Microseconds since the epoch."""
    return time_ns() // 1000


class VersionClock:
    """Microseconds since the epoch that never repeat: the order of an operator's writes.

    Args:
        clock_us: the time now.
    """

    def __init__(self, clock_us: Callable[[], int]) -> None:
        self._clock_us = clock_us
        self._last_us = 0

    def now_us(self) -> int:
        """A later time than any before."""
        self._last_us = max(self._last_us + 1, self._clock_us())
        return self._last_us


class StateMirror:
    """Makes the updates for the keys of one hop.

    Args:
        plan: what is computed.
        place: of the hop.
        most_items: a state that holds more items is too large for the store.
        clock_us: microseconds since the epoch.
    """

    def __init__(
        self, plan: Plan, place: int, most_items: int, clock_us: Callable[[], int]
    ) -> None:
        self._name = plan.hops[place].name
        self._definitions = plan.definitions.sha256
        self._most_items = most_items
        self._versions = VersionClock(clock_us)
        self._recent = RecentEvents(clock_us() // 1000)

    def update(
        self, key: str, state: KeyState, watermark_ms: int, mark: int | None = None
    ) -> FeatureUpdate:
        """The update after an event or a label.

        Args:
            key: that took it in.
            state: of the key.
            watermark_ms: that it arrived at.
            mark: of the event; None for a label.
        """
        version_us = self._versions.now_us()
        if mark is not None:
            self._recent.note(key, mark, version_us // 1000)
        recent = self._recent.of(key)
        image = StateImage(
            version_us=version_us,
            watermark_ms=watermark_ms,
            definitions=self._definitions,
            image=state.image() if state.retained() <= self._most_items else None,
            since_ms=recent.since_ms,
            marks=recent.marks,
        )
        return update_of(image, self._name, key)


class ClockMirror:
    """Tells the store how far the job is, as often as makes sense.

    Args:
        clock_us: microseconds since the epoch.
        every_us: how often.
    """

    def __init__(self, clock_us: Callable[[], int], every_us: int = _CLOCK_EVERY_US) -> None:
        self._versions = VersionClock(clock_us)
        self._every_us = every_us
        self._next_us = 0

    def update(self, watermark_ms: int) -> FeatureUpdate | None:
        """The update for a watermark, None where the last one is young."""
        version_us = self._versions.now_us()
        if version_us < self._next_us:
            return None
        self._next_us = version_us + self._every_us
        return clock_update(JobClock(watermark_ms, version_us))
