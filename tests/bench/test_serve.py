"""The bench of the server reads what it has put into the store, from a server of its own."""

import pytest

from bench.serve import measured

pytestmark = pytest.mark.slow


def test_reads_are_measured_as_fast_as_they_go_and_at_a_rate() -> None:
    found = measured(seconds=0.2, per_s=50)
    assert found["reads_per_s"] > 0
    assert 0 < found["reads_p50_ms"] <= found["reads_p99_ms"]
