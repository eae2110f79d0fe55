"""A timeline as it is stored: gaps between times, terms of tiles, values of single payments."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from features.shared.gaps import to_gaps


class FieldImage(Struct, frozen=True, array_like=True):
    """What a timeline holds of one field.

    Attributes:
        sums: sum of the field in each of the leading rows up to the last true tile; as signed
            little-endian bytes, since a sum of squares can exceed 64 bits.
        squares: sum of its squares in each of the same rows, empty where it is not kept.
        largest: its largest value in each of them, likewise.
        smallest: its smallest, likewise.
        values: its value in each of the remaining rows, which are single payments.
    """

    sums: list[bytes]
    squares: list[bytes]
    largest: list[int]
    smallest: list[int]
    values: list[int]


NOTHING_HELD: Final = FieldImage([], [], [], [], [])
"""Of a field that the rows were not kept of."""


class RowsImage(Struct, frozen=True, array_like=True):
    """The rows of a timeline.

    Attributes:
        folded: number of rows that the last fold left in tiles.
        gaps_ms: time of each row less that of the row before it, the first one as it is.
        counts: payments in each of the leading rows up to the last true tile.
        fields: what is held of each column's field, in their order.
    """

    folded: int
    gaps_ms: list[int]
    counts: list[int]
    fields: list[FieldImage]


class TimelineImage(Struct, frozen=True, array_like=True):
    """The rows of a timeline of amounts, as they were stored before timelines had fields.

    Attributes:
        folded: see `RowsImage`.
        gaps_ms: likewise.
        tiles: by power (0, 1, perhaps 2), the terms of the leading rows up to the last true tile.
        peaks_minor: largest amount of each of these same rows, empty where it is not kept.
        amounts_minor: amount of each of the remaining rows.
    """

    folded: int
    gaps_ms: list[int]
    tiles: list[list[bytes]]
    peaks_minor: list[int]
    amounts_minor: list[int]

    def of_fields(self, number: int) -> RowsImage:
        """The same rows, their amounts as the values of each of a number of fields."""
        counts, sums, *squares = self.tiles
        amounts = FieldImage(
            sums, squares[0] if squares else [], self.peaks_minor, [], self.amounts_minor
        )
        known = [from_bytes(count) for count in counts]
        return RowsImage(self.folded, self.gaps_ms, known, [amounts] * number)


def last_tile_ms(image: RowsImage) -> int | None:
    """Time of the newest of the leading rows, None where every row is a single payment."""
    return sum(image.gaps_ms[: len(image.counts)]) if image.counts else None


def last_row_ms(image: RowsImage) -> int | None:
    """Time of the newest row, None without any."""
    return sum(image.gaps_ms) if image.gaps_ms else None


def terms(totals: Sequence[int], rows: int) -> list[bytes]:
    """What each of the first rows adds to a running total."""
    return [to_bytes(term) for term in to_gaps(totals[1 : rows + 1], totals[0])]


def to_bytes(value: int) -> bytes:
    """A whole number of any size, signed, little-endian."""
    return value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)


def from_bytes(value: bytes) -> int:
    """The number that `to_bytes` was given."""
    return int.from_bytes(value, "little", signed=True)
