"""How many shards a stream needs for its busiest second.

A shard takes 1 MB/s or 1,000 records/s in, and gives 2 MB/s out to all that share it; a consumer
with enhanced fan-out has 2 MB/s of each shard for itself (Kinesis Data Streams, quotas and limits).
"""

from decimal import Decimal
from typing import Final

from capacity.exact import rounded_up

IN_RECORDS_PER_S: Final = 1_000
IN_BYTES_PER_S: Final = 1_000_000
OUT_BYTES_PER_S: Final = 2_000_000

TARGET_USE: Final = Decimal("0.7")
"""Share of a shard that the peak may use: keys do not spread evenly, and a peak is not even.

Above the same share the shards are scaled up in a running stack.
"""


def shards_needed(records_per_s: Decimal, bytes_per_s: Decimal, readers: int) -> int:
    """Shards for a stream's busiest second.

    Args:
        records_per_s: records put.
        bytes_per_s: bytes put.
        readers: readers that share the throughput out; a consumer with enhanced fan-out does not.

    >>> shards_needed(Decimal(579), Decimal(579 * 300), readers=0)
    1
    >>> shards_needed(Decimal(5790), Decimal(5790 * 300), readers=0)
    9
    """
    shards = max(
        records_per_s / IN_RECORDS_PER_S,
        bytes_per_s / IN_BYTES_PER_S,
        bytes_per_s * max(readers, 1) / OUT_BYTES_PER_S,
    )
    return max(1, rounded_up(shards / TARGET_USE))
