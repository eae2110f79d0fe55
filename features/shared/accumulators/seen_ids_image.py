"""Seen ids as they are stored: by last occurrence, each with the gaps of its runs."""

from collections.abc import Sequence

from msgspec import Struct

from features.shared.gaps import from_gaps, to_gaps

Key = str | int
"""An id, or the hash of one where there is a sample."""


class SeenIdsImage(Struct, frozen=True, array_like=True):
    """The ids of a key.

    Attributes:
        level: of the sample, 0 where there is none.
        origin_ms: the oldest last occurrence.
        keys: ids, or hashes of a sample, by last occurrence.
        gaps_ms: the runs of each as gaps from `origin_ms`.
    """

    level: int
    origin_ms: int
    keys: list[Key]
    gaps_ms: list[list[int]]


def take_image(level: int, by_last: Sequence[Key], runs_ms: dict[Key, list[int]]) -> SeenIdsImage:
    """The image of ids in order of their last occurrence, with their runs."""
    origin_ms = runs_ms[by_last[0]][-1] if by_last else 0
    gaps_ms = [to_gaps(runs_ms[key], origin_ms) for key in by_last]
    return SeenIdsImage(level, origin_ms, list(by_last), gaps_ms)


def rebuild(image: SeenIdsImage) -> dict[Key, list[int]]:
    """The runs of each id of `image`."""
    runs_ms = (from_gaps(gaps, image.origin_ms) for gaps in image.gaps_ms)
    return dict(zip(image.keys, runs_ms, strict=True))
