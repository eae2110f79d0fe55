"""Shards suffice for the peak: beside a count of every record of a second, shard by shard."""

from collections import Counter
from decimal import Decimal
from hashlib import md5

from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.needs import IN_BYTES_PER_S, IN_RECORDS_PER_S, OUT_BYTES_PER_S, shards_needed


def _second(records: int, record_bytes: int, shards: int) -> list[tuple[int, int]]:
    """Records and bytes that each shard gets in one second, spread as Kinesis does: by MD5."""
    counts: Counter[int] = Counter()
    for number in range(records):
        key = int.from_bytes(md5(f"card-{number}".encode(), usedforsecurity=False).digest())
        counts[key * shards >> 128] += 1
    return [(counts[shard], counts[shard] * record_bytes) for shard in range(shards)]


@settings(max_examples=60)
@given(
    records=st.integers(0, 12_000),
    record_bytes=st.integers(1, 5_000),
    readers=st.integers(0, 5),
)
def test_no_shard_gets_more_than_it_takes_in_the_busiest_second(
    records: int, record_bytes: int, readers: int
) -> None:
    shards = shards_needed(Decimal(records), Decimal(records * record_bytes), readers)
    second = _second(records, record_bytes, shards)
    assert len(second) >= 1
    assert sum(found for found, _ in second) == records
    for found, found_bytes in second:
        assert found <= IN_RECORDS_PER_S
        assert found_bytes <= IN_BYTES_PER_S
        assert found_bytes * readers <= OUT_BYTES_PER_S


@given(records=st.integers(1, 10**6), record_bytes=st.integers(1, 5_000), readers=st.integers(0, 5))
def test_one_shard_fewer_would_be_used_above_the_target(
    records: int, record_bytes: int, readers: int
) -> None:
    total_bytes = records * record_bytes
    fewer = shards_needed(Decimal(records), Decimal(total_bytes), readers) - 1
    assert fewer == 0 or (
        10 * records > 7 * fewer * IN_RECORDS_PER_S
        or 10 * total_bytes > 7 * fewer * IN_BYTES_PER_S
        or 10 * total_bytes * readers > 7 * fewer * OUT_BYTES_PER_S
    )


def test_a_third_reader_that_shares_the_output_needs_more_shards() -> None:
    full = Decimal(700_000)
    assert shards_needed(Decimal(100), full, 2) == 1
    assert shards_needed(Decimal(100), full, 3) == 2
