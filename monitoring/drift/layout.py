"""Where the cells of every feature stand in a tally, and which of them a decision counts in."""

from collections.abc import Mapping
from typing import Final, Protocol

from events.shared.feature_value import WrittenValue
from events.shared.model_ref import ModelRef
from events.shared.time_units import HOUR_MS
from models.shared.profile.feature_profile import HOURS, CellFinder, FeatureProfile, category_of
from models.shared.profile.model_profile import ModelProfile
from monitoring.drift.tally import MOST_CHARACTERS, NewValue

DECISIONS: Final = 0
LATE: Final = 1
REPEATED: Final = 2
DUPLICATES: Final = 3
REJECTED: Final = 4
LABELLED: Final = 5
OTHER_MODEL: Final = 6
_OTHERS: Final = 7

_OF_PAYMENT: Final = ("currency", "country", "channel")
"""What a decision carries beside its features."""


class Decided(Protocol):
    """What is read of a decision; `events.fraud.decision.Decision` is one."""

    @property
    def decision_id(self) -> str:
        """The same where the decision was delivered again."""

    @property
    def event_time_ms(self) -> int:
        """Of the payment."""

    @property
    def late(self) -> bool:
        """Whether it has only the features of the payment itself."""

    @property
    def score(self) -> float | None:
        """None where rules settled the payment, or the model gave none."""

    @property
    def features(self) -> Mapping[str, WrittenValue]:
        """Value by name."""

    @property
    def model(self) -> ModelRef:
        """The one in force."""

    @property
    def currency(self) -> str | None:
        """Of the payment, as are the next two."""

    @property
    def country(self) -> str | None:
        """See `currency`."""

    @property
    def channel(self) -> str | None:
        """See `currency`."""


class Layout:
    """The order of the cells: single counts, hours of features, hours of scores, then each feature.

    Args:
        profile: of the model.
        model_sha256: of the model; scores of another one are not counted.
    """

    def __init__(self, profile: ModelProfile, model_sha256: str) -> None:
        self.profile: Final = profile
        self._model_sha256 = model_sha256
        self.hours: Final = slice(_OTHERS, _OTHERS + HOURS)
        self.score_hours: Final = slice(self.hours.stop, self.hours.stop + HOURS)
        start, slices = self.score_hours.stop, []
        for one in (*profile.features, profile.score):
            slices.append(slice(start, start + one.cells))
            start += one.cells
        *self._features, self.score = slices
        self.cells: Final = start
        self._finders = [
            (number, self._features[number].start, one.name, CellFinder(one), _other(one))
            for number, one in enumerate(profile.features)
        ]
        self._score_finder = CellFinder(profile.score)

    def feature(self, number: int) -> slice:
        """The cells of the feature `number` of the profile."""
        return self._features[number]

    def found(self, decision: Decided) -> tuple[list[int], list[NewValue]]:
        """The cells that a decision counts in, and its values that training did not have.

        A late decision has no history: none of its features is counted.
        """
        if decision.late:
            return [DECISIONS, LATE], []
        hour = decision.event_time_ms // HOUR_MS % HOURS
        cells, new = [DECISIONS, self.hours.start + hour], []
        features = decision.features
        for number, start, name, finder, other in self._finders:
            value = getattr(decision, name) if name in _OF_PAYMENT else features.get(name)
            cell = finder.cell(value)
            cells.append(start + cell)
            if cell == other:
                new.append((number, category_of(value)[:MOST_CHARACTERS]))
        if decision.model.sha256 != self._model_sha256:
            cells.append(OTHER_MODEL)
        elif decision.score is not None:
            cells.append(self.score_hours.start + hour)
            cells.append(self.score.start + self._score_finder.cell(decision.score))
        return cells, new


def _other(profile: FeatureProfile) -> int | None:
    """The cell of the values that training did not have, where values have names."""
    return len(profile.categories) if profile.kind == "category" else None
