"""Seeded randomness: a stream for each purpose, so that what draws more moves nothing else."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

import numpy as np

from simulator.table import Floats

_BLOCK: Final = 4_096


def stream(seed: int, purpose: int) -> np.random.Generator:
    """The generator of one purpose."""
    return np.random.default_rng((seed, purpose))


def uniforms(rng: np.random.Generator) -> Callable[[], float]:
    """Numbers from 0 up to 1, one a call; they are drawn in blocks, which is ten times as fast."""
    return chain.from_iterable(_blocks(rng.random)).__next__


def normals(rng: np.random.Generator) -> Callable[[], float]:
    """Standard normal numbers, likewise."""
    return chain.from_iterable(_blocks(rng.standard_normal)).__next__


def _blocks(draw: Callable[[int], Floats]) -> Iterator[list[float]]:
    while True:
        yield draw(_BLOCK).tolist()
