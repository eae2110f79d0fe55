"""Whether what is decided is still as it was in training, while decisions come in.

::

    decisions, labels --at most so many a look--> windows of the last hour, day and week
                                                    | once what was there is read, every minute
                                                    +--> findings, for metrics and whoever asks
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final

from events.fraud.label import Label
from events.shared.model_ref import ModelRef
from jobs.fraud.settings import FraudSettings
from models.fraud.shipped_model import SHIPPED_MODEL
from models.shared.profile.model_profile import ModelProfile, NoProfileError, load_profile
from monitoring.drift.monitor import DriftMonitor
from monitoring.drift.report import DriftReport
from serving.fraud.received import Received
from udfs.fraud.loading import DEFAULT, DeciderLoader, model_path

_LOG: Final = logging.getLogger(__name__)

_MOST_OF_A_LOOK: Final = 10
"""Of some tenths of a second: each costs a seventh of a millisecond, and a hundred a second are
enough to know a distribution by."""

_EVERY_S: Final = 60.0


def _not_known() -> None:
    pass


class DriftWatch:
    """Counts what comes in, and compares it now and then.

    Args:
        new_monitor: makes a monitor that has seen nothing, of the model in force; None where that
            has no profile of its training.
        most_of_a_look: decisions that are counted of those that came together; evenly spread.
        model: says which model is in force; None where that does not change.

    Attributes:
        report: the newest comparison; None before the first.
        left_out: decisions that were not counted, since too many came together.
    """

    def __init__(
        self,
        new_monitor: Callable[[], DriftMonitor | None],
        most_of_a_look: int = _MOST_OF_A_LOOK,
        model: Callable[[], ModelRef | None] = _not_known,
    ) -> None:
        self._new_monitor, self._most, self._model = new_monitor, most_of_a_look, model
        self._compared_with = model()
        self._monitor = new_monitor()
        self._awaits_first = True
        self.report: DriftReport | None = None
        self.left_out = 0

    def forget(self) -> None:
        """The results were removed: all begins anew."""
        self._monitor = self._new_monitor()
        self.report = None

    def heard(self, fresh: Sequence[Received], *, is_live: bool) -> None:
        """Decisions came in; those that were there at the start count, too.

        Once all of these have come they are compared, so that nobody waits a minute for that.
        """
        if self._monitor is None:
            return
        step = max(1, -(-len(fresh) // self._most)) if is_live else 1
        for one in fresh[::step]:
            self._monitor.feed(one.decision)
        self.left_out += len(fresh) - len(fresh[::step])
        if is_live and self._awaits_first:
            self._awaits_first = False
            self.compare()

    def heard_label(self, label: Label) -> None:
        """A label came in."""
        if self._monitor is not None:
            self._monitor.feed_label(label)

    def compare(self) -> DriftReport | None:
        """The comparison of now, which is kept; None where there is nothing to compare with.

        Where another model has come into force, what was counted beside the one before is dropped.
        """
        in_force = self._model()
        if in_force != self._compared_with:
            self.forget()
            self._compared_with = in_force
        self.report = None if self._monitor is None else self._monitor.report()
        return self.report

    async def comparing(self) -> None:
        """Compare every minute."""
        while True:
            await asyncio.sleep(_EVERY_S)
            self.compare()


def drift_watch(
    settings: FraudSettings, model: Callable[[], ModelRef | None] = _not_known
) -> DriftWatch | None:
    """What watches the decisions of a job; None where its model has no profile of its training.

    Args:
        settings: of the job.
        model: says which model is in force; None where that does not change.

    Raises:
        ProfileError: the profile cannot be used.
        ModelArtifactError: the model cannot be used.
    """
    loader = DeciderLoader(settings.decision_rules, settings.decision_model, DEFAULT)

    def trained() -> tuple[ModelProfile, str] | None:
        manifest = loader.load_model().manifest
        try:
            profile = load_profile(model_path(loader.model) or SHIPPED_MODEL, manifest)
        except NoProfileError:
            return None
        return profile, manifest.sha256

    read_for, compared_with = model(), trained()
    if compared_with is None:
        return None

    def new_monitor() -> DriftMonitor | None:
        nonlocal read_for, compared_with
        if model() != read_for:
            read_for = model()
            try:
                compared_with = trained()
            except ValueError:
                # It decides all the same: what cannot be used of it is its profile.
                _LOG.exception("the profile of the model in force cannot be used: no drift is told")
                compared_with = None
        return None if compared_with is None else DriftMonitor(*compared_with)

    return DriftWatch(new_monitor, model=model)
