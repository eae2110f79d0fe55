"""One element of a state log: its kind, its MessagePack and the checksum of the newer kinds.

    0x15  MessagePack  CRC-32 of both        0x11  MessagePack
    1 byte             4 bytes               1 byte

The checksum stands at the end, where it is one thing too many for a reader of the older kinds: a
newer element whose kind byte is damaged into an older one is found too.
"""

from enum import IntEnum, unique
from typing import Final
from zlib import crc32


@unique
class LogKind(IntEnum):
    """Every kind byte there has been, in all logs; none is ever used again for something else."""

    CARD_ENTRY_V1 = 0x11
    CARD_SNAPSHOT_V1 = 0x12
    CARD_LABEL_V1 = 0x13
    CARD_SNAPSHOT_V2 = 0x14
    CARD_ENTRY_V2 = 0x15
    CARD_LABEL_V2 = 0x16
    CARD_SNAPSHOT_V3 = 0x17
    MERCHANT_ENTRY_V1 = 0x21
    MERCHANT_SNAPSHOT_V1 = 0x22
    MERCHANT_LABEL_V1 = 0x23
    MERCHANT_SNAPSHOT_V2 = 0x24
    MERCHANT_ENTRY_V2 = 0x25
    MERCHANT_LABEL_V2 = 0x26
    MERCHANT_SNAPSHOT_V3 = 0x27
    KEY_ENTRY_V1 = 0x31
    KEY_LABEL_V1 = 0x32
    KEY_SNAPSHOT_V1 = 0x33
    VISITOR_EVENT_V1 = 0x41
    VISITOR_TAUGHT_V1 = 0x42
    VISITOR_LINKED_V1 = 0x43
    VISITOR_SNAPSHOT_V1 = 0x44
    ITEM_LESSON_V1 = 0x51
    ITEM_CATALOGUED_V1 = 0x52
    ITEM_SEEN_V1 = 0x53
    ITEM_SNAPSHOT_V1 = 0x54
    NEIGHBOUR_NOTED_V1 = 0x61
    NEIGHBOURS_SNAPSHOT_V1 = 0x62
    LEADER_NOTED_V1 = 0x63
    LEADERS_SNAPSHOT_V1 = 0x64
    LEADER_LEFT_V1 = 0x65
    SHOPPER_EVENT_V1 = 0x71
    SHOPPER_LEADERS_V1 = 0x72
    SHOPPER_SNAPSHOT_V1 = 0x73

    @property
    def has_checksum(self) -> bool:
        """Whether a checksum follows the body."""
        return self in _WITH_CHECKSUM


_WITH_CHECKSUM: Final = frozenset(
    {
        LogKind.CARD_ENTRY_V2,
        LogKind.CARD_LABEL_V2,
        LogKind.CARD_SNAPSHOT_V3,
        LogKind.MERCHANT_ENTRY_V2,
        LogKind.MERCHANT_LABEL_V2,
        LogKind.MERCHANT_SNAPSHOT_V3,
        LogKind.KEY_ENTRY_V1,
        LogKind.KEY_LABEL_V1,
        LogKind.KEY_SNAPSHOT_V1,
        LogKind.VISITOR_EVENT_V1,
        LogKind.VISITOR_TAUGHT_V1,
        LogKind.VISITOR_LINKED_V1,
        LogKind.VISITOR_SNAPSHOT_V1,
        LogKind.ITEM_LESSON_V1,
        LogKind.ITEM_CATALOGUED_V1,
        LogKind.ITEM_SEEN_V1,
        LogKind.ITEM_SNAPSHOT_V1,
        LogKind.NEIGHBOUR_NOTED_V1,
        LogKind.NEIGHBOURS_SNAPSHOT_V1,
        LogKind.LEADER_NOTED_V1,
        LogKind.LEADERS_SNAPSHOT_V1,
        LogKind.LEADER_LEFT_V1,
        LogKind.SHOPPER_EVENT_V1,
        LogKind.SHOPPER_LEADERS_V1,
        LogKind.SHOPPER_SNAPSHOT_V1,
    }
)
_CHECKSUM_BYTES: Final = 4
_KIND_BYTES: Final = {kind: bytes((kind,)) for kind in _WITH_CHECKSUM}


class DamageError(ValueError):
    """The bytes are not those that were written."""


def element_of(kind: LogKind, body: bytes) -> bytes:
    """The element of `kind`, one with a checksum, that holds `body`."""
    element = _KIND_BYTES[kind] + body
    return element + crc32(element).to_bytes(_CHECKSUM_BYTES, "big")


def body_of(element: bytes) -> memoryview:
    """The MessagePack of an element whose kind is a known one.

    Raises:
        DamageError: its checksum is not that of its content.
    """
    if element[0] not in _WITH_CHECKSUM:
        return memoryview(element)[1:]
    checked = memoryview(element)[:-_CHECKSUM_BYTES]
    if element[-_CHECKSUM_BYTES:] != _checksum(checked):
        raise DamageError("the checksum is not that of the content")
    return checked[1:]


def _checksum(content: bytes | memoryview) -> bytes:
    return crc32(content).to_bytes(_CHECKSUM_BYTES, "big")
