"""What came out of an engine as one hash, whatever the order and the time taken.

::

    {"decision_id": "1f..", "stage_us": {..}, ..} --without times, keys sorted--> sha256 --+
    ...                                                                        --> sha256 --+--> sum
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

OUTPUTS: Final = ("decisions", "features")
TIMES: Final = ("stage_us",)
"""What each run measures anew."""


@dataclass(frozen=True)
class Outcome:
    """The records of one output.

    Attributes:
        records: how many.
        digest: the same for the same records in any order.
        each: the hash of each record.
    """

    records: int
    digest: str
    each: frozenset[bytes]

    def share_in(self, other: "Outcome") -> float:
        """Share of the records that another output has as well, 0 to 1.

        Raises:
            ValueError: there is no record.
        """
        if not self.each:
            raise ValueError("expected records, found none")
        return 1.0 if self.digest == other.digest else len(self.each & other.each) / len(self.each)


def outcome_of(path: Path) -> Outcome:
    """What is in a file of JSON Lines."""
    each = list(_digests(path))
    total = sum(int.from_bytes(digest) for digest in each)
    return Outcome(len(each), f"{total % (1 << 256):064x}", frozenset(each))


def _digests(path: Path) -> Iterator[bytes]:
    decode = msgspec.json.Decoder(dict[str, object]).decode
    encode = msgspec.json.Encoder(order="sorted").encode
    with path.open("rb") as lines:
        for line in lines:
            record = decode(line)
            for name in TIMES:
                record.pop(name, None)
            yield sha256(encode(record)).digest()
