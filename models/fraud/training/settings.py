"""The settings of a training, checked at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from models.fraud.training.costs import CostSettings
from models.fraud.training.thresholds import Limits
from models.shared.training.learners import GRIDS, LEARNERS, most_leaves


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """How to train; the defaults suit some 10,000 to a few million payments.

    Attributes:
        learners: that compete.
        seed: of everything that is drawn.
        maturity_ms: age at which a payment without a label counts as genuine; None is the
            feedback delay of the table.
        missing_value: what the model reads for a missing feature.
        least_features: the selection keeps at least these many, if there are as many.
        most_features: and at most these many.
        folds: of the tuning, in time order.
        most_genuine: genuine payments that the last fit uses; above, they are drawn.
        most_genuine_tuning: the same for each fit of the tuning.
        most_leaves: settings of a learner whose trees can have more leaves are not tried, so that
            the model scores fast; None tries all.
        costs: that the thresholds are chosen by.
        limits: that the thresholds keep to.

    Raises:
        ValueError: with every fault, each naming its field.
    """

    learners: tuple[str, ...] = LEARNERS
    seed: int = 20
    maturity_ms: int | None = None
    missing_value: float = -1.0
    least_features: int = 15
    most_features: int = 40
    folds: int = 2
    most_genuine: int = 400_000
    most_genuine_tuning: int = 20_000
    most_leaves: int | None = None
    costs: CostSettings = field(default_factory=CostSettings)
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        """Reports all faults at once."""
        faults = list(self._faults())
        if faults:
            raise ValueError("\n".join(faults))

    def _faults(self) -> Iterator[str]:
        unknown = [name for name in self.learners if name not in LEARNERS]
        if unknown or not self.learners:
            yield f"learners: {list(self.learners)}, expected some of {', '.join(LEARNERS)}"
        if not 1 <= self.least_features <= self.most_features:
            yield (
                f"least_features: {self.least_features}, most_features: {self.most_features},"
                " expected 1 <= least <= most"
            )
        for name in ("folds", "most_genuine", "most_genuine_tuning"):
            if getattr(self, name) < 1:
                yield f"{name}: {getattr(self, name)}, expected at least 1"
        if self.most_leaves is not None:
            for kind in set(self.learners) & set(LEARNERS):
                fewest = min(map(most_leaves, GRIDS[kind]))
                if self.most_leaves < fewest:
                    yield (
                        f"most_leaves: {self.most_leaves}, expected at least {fewest}, those of"
                        f" the smallest {kind}"
                    )
