"""Small boosted trees on made-up rows."""

from typing import Any, Final

import lightgbm
import numpy as np
from numpy.typing import NDArray

WIDTH: Final = 5


def rows(seed: int, count: int = 400) -> NDArray[np.float32]:
    """Rows of whole numbers, shares, powers of ten and constants, as inputs of lists are."""
    rng = np.random.default_rng(seed)
    inputs = np.empty((count, WIDTH), dtype=np.float32)
    inputs[:, 0] = rng.integers(-1, 6, size=count)
    inputs[:, 1] = rng.random(count)
    inputs[:, 2] = 10.0 ** rng.integers(-12, 12, size=count)
    inputs[:, 3] = rng.normal(size=count) * 1e-3
    inputs[:, 4] = 99.0
    return inputs


def boosted(
    inputs: NDArray[np.float32],
    seed: int = 1,
    trees: int = 20,
    **parameters: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401 - a booster
    """Trees that fit a made-up sum of the inputs."""
    rng = np.random.default_rng(seed)
    target = inputs[:, 0] * inputs[:, 1] + np.log10(np.abs(inputs[:, 2]) + 1e-9) / 4
    target = np.nan_to_num(target) + rng.normal(size=len(inputs)) / 10
    fixed = {"objective": "regression", "num_leaves": 15, "min_data_in_leaf": 3, "verbose": -1}
    dataset = lightgbm.Dataset(
        inputs, target, categorical_feature=parameters.pop("categorical", "auto")
    )
    threads = {"num_threads": 1, "deterministic": True, "seed": seed}
    return lightgbm.train({**fixed, **threads, **parameters}, dataset, trees)
