"""Whether what is decided is still as it was in training, while decisions come in.

::

    decisions, labels --at most so many a look--> windows of the last hour, day and week
                                                    | now and then
                                                    +--> findings, for metrics and whoever asks
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from events.fraud.label import Label
from jobs.fraud.settings import FraudSettings
from models.shared.profile.model_profile import NoProfileError, load_profile
from monitoring.drift.monitor import DriftMonitor
from monitoring.drift.report import DriftReport
from serving.fraud.received import Received
from udfs.fraud.loading import DEFAULT, DeciderLoader

_MOST_OF_A_LOOK: Final = 10
"""Of some tenths of a second: each costs a seventh of a millisecond, and a hundred a second are
enough to know a distribution by."""

_EVERY_S: Final = 60.0


class DriftWatch:
    """Counts what comes in, and compares it now and then.

    Args:
        new_monitor: makes a monitor that has seen nothing.
        most_of_a_look: decisions that are counted of those that came together; evenly spread.

    Attributes:
        report: the newest comparison; None before the first.
        left_out: decisions that were not counted, since too many came together.
    """

    def __init__(
        self, new_monitor: Callable[[], DriftMonitor], most_of_a_look: int = _MOST_OF_A_LOOK
    ) -> None:
        self._new_monitor, self._most = new_monitor, most_of_a_look
        self._monitor = new_monitor()
        self.report: DriftReport | None = None
        self.left_out = 0

    def forget(self) -> None:
        """The results were removed: all begins anew."""
        self._monitor = self._new_monitor()
        self.report = None

    def heard(self, fresh: Sequence[Received], *, is_live: bool) -> None:
        """Decisions came in; those that were there at the start count, too."""
        step = max(1, -(-len(fresh) // self._most)) if is_live else 1
        for one in fresh[::step]:
            self._monitor.feed(one.decision)
        self.left_out += len(fresh) - len(fresh[::step])

    def heard_label(self, label: Label) -> None:
        """A label came in."""
        self._monitor.feed_label(label)

    def compare(self) -> DriftReport:
        """The comparison of now, which is kept."""
        self.report = self._monitor.report()
        return self.report

    async def comparing(self) -> None:
        """Compare every minute."""
        while True:
            await asyncio.sleep(_EVERY_S)
            self.compare()


def drift_watch(settings: FraudSettings) -> DriftWatch | None:
    """What watches the decisions of a job; None where its model has no profile of its training.

    Raises:
        ProfileError: the profile cannot be used.
        ModelArtifactError: the model cannot be used.
    """
    loader = DeciderLoader(settings.decision_rules, settings.decision_model, DEFAULT)
    manifest = loader.load_model().manifest
    try:
        profile = load_profile(loader.model_path(), manifest)
    except NoProfileError:
        return None
    return DriftWatch(lambda: DriftMonitor(profile, manifest.sha256))
