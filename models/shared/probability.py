"""What a graph's numbers must be to count as probabilities, and the inputs that show it at load."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.shared.onnx_graph import GraphRunError, Matrix, ModelMismatchError, OnnxGraph

POSITIVE: Final = 1
"""Column of the probability of the positive class."""

_ROUNDING: Final = 1e-5
"""What float32 may add to a sum of many trees: a probability of 1.0000001 is 1."""

_SUM_TOLERANCE: Final = 1e-4
_EXTREME: Final = 1e30
_RANDOM_ROWS: Final = 64
_SEED: Final = 20_240_229


def probability(number: float) -> float:
    """`number` within 0 and 1, or NaN where it is no probability.

    >>> probability(0.25), probability(1.0000001), probability(1.7), probability(float("inf"))
    (0.25, 1.0, nan, nan)
    """
    if 0 <= number <= 1:
        return number
    near = -_ROUNDING <= number <= 1 + _ROUNDING
    return min(max(number, 0.0), 1.0) if near else float("nan")


def probabilities(found: Matrix) -> NDArray[np.float64]:
    """The probability of the positive class of each row of (rows, 2), NaN where there is none."""
    positive = found[:, POSITIVE].astype(np.float64)
    near = (positive >= -_ROUNDING) & (positive <= 1 + _ROUNDING)
    return np.where(near, np.clip(positive, 0, 1), np.nan)


def require_probabilities(graph: OnnxGraph, width: int, missing_value: float) -> None:
    """Runs `graph` on inputs that no training set holds.

    Raises:
        ModelMismatchError: it gives margins, numbers outside 0 to 1, none at all, or two classes
            that do not add up to 1.
    """
    for name, rows in _probe_inputs(width, missing_value).items():
        try:
            found = graph.run(rows)
        except GraphRunError as error:
            raise ModelMismatchError(
                f"{name}: the graph cannot be computed ({error}), expected a probability"
            ) from error
        scores = probabilities(found)
        unusable = np.flatnonzero(np.isnan(scores) | (np.abs(found.sum(1) - 1) > _SUM_TOLERANCE))
        if unusable.size:
            negative, positive = found[unusable[0]].tolist()
            raise ModelMismatchError(
                f"{name}: the graph gives {negative:.6g} and {positive:.6g}, expected the"
                " probabilities of two classes: within 0 and 1, together 1"
            )


def _probe_inputs(width: int, missing_value: float) -> dict[str, Matrix]:
    """Inputs by what they are, each (rows, width)."""
    random = np.random.default_rng(_SEED)
    shape = (_RANDOM_ROWS, width)
    signs = random.choice([-1.0, 1.0], shape)
    constants = {
        "all features missing": missing_value,
        "all features 0": 0.0,
        f"all features {_EXTREME:g}": _EXTREME,
        f"all features -{_EXTREME:g}": -_EXTREME,
    }
    return {
        **{name: np.full((1, width), of, dtype=np.float32) for name, of in constants.items()},
        "random features": (signs * 10 ** random.uniform(-3, 12, shape)).astype(np.float32),
    }
