"""The model as a job would run it: exported, and timed through the job's own scorer."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.fraud.evaluation.latency import MOST_PAYMENTS, Latency, latency
from models.fraud.training.export import Identity, to_artifact
from models.fraud.training.fitted_model import FittedModel
from models.fraud.training.rows import inputs_of
from models.shared.scorer import OnnxScorer

_NAME = "evaluated"


def exported_latency(
    model: FittedModel,
    feature_names: Sequence[str],
    values: NDArray[np.float64],
    now_ns: Callable[[], int],
) -> Latency:
    """Exports `model`, checks that it scores the same payments alike, and times it.

    Args:
        model: as fitted.
        feature_names: of the columns of `values`.
        values: (n, features) of at least one payment, NaN where missing.
        now_ns: a clock that never goes back.

    Raises:
        ParityError: the exported model scores a payment otherwise than the fitted one.
    """
    timed = values[:MOST_PAYMENTS]
    columns = [feature_names.index(name) for name in model.features]
    inputs = inputs_of(timed[:, columns], model.missing_value)
    artifact = to_artifact(model, inputs, Identity(_NAME, "0", _NAME))
    return latency(OnnxScorer(artifact, feature_names).score, timed, now_ns)
