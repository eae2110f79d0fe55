"""A timeline as it is stored: gaps between times, sums of tiles, amounts of single payments."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from msgspec import Struct

from features.shared.gaps import from_gaps, to_gaps


class TimelineImage(Struct, frozen=True, array_like=True):
    """The rows of a timeline.

    Attributes:
        folded: number of rows that the last fold left in tiles.
        gaps_ms: time of each row less that of the row before it, the first one as it is.
        tiles: by power, the terms of the leading rows up to the last true tile; as signed
            little-endian bytes, since a sum of squares can exceed 64 bits.
        peaks_minor: largest amount of each of these same rows, empty where it is not kept.
        amounts_minor: amount of each of the remaining rows, which are single payments.
    """

    folded: int
    gaps_ms: list[int]
    tiles: list[list[bytes]]
    peaks_minor: list[int]
    amounts_minor: list[int]


def take_image(times_ms: list[int], totals: Sequence[list[int]], folded: int) -> TimelineImage:
    """The image of the rows with these times and running totals (see `Timeline`)."""
    tiles = _leading_tiles(totals[0])
    amounts = totals[1]
    return TimelineImage(
        folded=folded,
        gaps_ms=to_gaps(times_ms),
        tiles=[
            [_to_bytes(term) for term in to_gaps(column[1 : tiles + 1], column[0])]
            for column in totals
        ],
        peaks_minor=[],
        amounts_minor=to_gaps(amounts[tiles + 1 :], amounts[tiles]),
    )


def rebuild(image: TimelineImage) -> tuple[list[int], list[list[int]]]:
    """The times and running totals of the rows of `image`."""
    totals = []
    for power, packed in enumerate(image.tiles):
        terms = [int.from_bytes(term, "little", signed=True) for term in packed]
        terms += [amount**power for amount in image.amounts_minor]
        totals.append(list(accumulate(terms, initial=0)))
    return from_gaps(image.gaps_ms), totals


def _leading_tiles(counts: list[int]) -> int:
    """Number of rows up to the last one that stands for several payments."""
    rows = len(counts) - 1
    hidden = counts[-1] - counts[0] - rows
    return bisect_left(range(rows), hidden, key=lambda row: counts[row] - counts[0] - row)


def _to_bytes(value: int) -> bytes:
    return value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
