"""Keeps the bytes of many alike records in a quarter of their size.

Each record is compressed by itself, with an earlier one for a dictionary: the names of some
hundred features, and most of their values, are in it already.
"""

import zlib
from typing import Final

from msgspec import Struct

_LEVEL: Final = 1
_RAW_DEFLATE: Final = -15
_MEMORY_LEVEL: Final = 8
_RECORDS_A_DICTIONARY: Final = 10_000
"""After so many a newer record becomes the dictionary: definitions and models change."""


class Packed(Struct, frozen=True, gc=False):
    """One record.

    Attributes:
        data: compressed.
        dictionary: that it was compressed with, shared by many.
    """

    data: bytes
    dictionary: bytes

    @property
    def record(self) -> bytes:
        """The record as it was."""
        unpacker = zlib.decompressobj(_RAW_DEFLATE, self.dictionary)
        return unpacker.decompress(self.data)


class Packer:
    """Packs records one after the other."""

    def __init__(self) -> None:
        self._dictionary = b""
        self._left = 0

    def pack(self, record: bytes) -> Packed:
        """`record`, packed."""
        if not self._left:
            self._dictionary, self._left = record, _RECORDS_A_DICTIONARY
        self._left -= 1
        packing = zlib.compressobj(
            _LEVEL,
            zlib.DEFLATED,
            _RAW_DEFLATE,
            _MEMORY_LEVEL,
            zlib.Z_DEFAULT_STRATEGY,
            self._dictionary,
        )
        return Packed(packing.compress(record) + packing.flush(), self._dictionary)
