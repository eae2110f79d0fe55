"""A fitted model before its export: a classifier, its calibration and how to act on it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.fraud.thresholds import Thresholds
from models.fraud.training.report import TrainReport
from models.fraud.training.rows import Inputs, inputs_of
from models.shared.training.calibration import Calibration
from models.shared.training.classifiers import Classifier, log_odds_of


@dataclass(frozen=True, slots=True)
class FittedModel:
    """What `fit` makes.

    Attributes:
        kind: name of the learner that won.
        classifier: of scikit-learn.
        calibration: of the classifier's log-odds of fraud.
        features: names of the inputs, in order.
        missing_value: what is read for a missing feature.
        thresholds: on the calibrated probability.
        reference: usual value of each feature, None where it is usually missing.
        report: how it came about.
    """

    kind: str
    classifier: Classifier
    calibration: Calibration
    features: tuple[str, ...]
    missing_value: float
    thresholds: Thresholds
    reference: dict[str, float | None]
    report: TrainReport

    def score(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """(rows,) probabilities of fraud of (rows, features) values, NaN where missing."""
        return self.score_inputs(inputs_of(values, self.missing_value))

    def score_inputs(self, inputs: Inputs) -> NDArray[np.float64]:
        """(rows,) probabilities of fraud of (rows, features) inputs, missing values filled."""
        return self.calibration.apply(log_odds_of(self.classifier, inputs))
