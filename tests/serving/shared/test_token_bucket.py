"""A bucket fills at its rate and holds no more than a burst."""

import pytest

from serving.shared.token_bucket import RateLimit, TokenBuckets


class _Clock:
    """Seconds that a test sets."""

    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


def test_a_burst_may_come_at_once_and_the_next_waits_for_the_rate() -> None:
    buckets = TokenBuckets(RateLimit(per_s=2, burst=3), _Clock())
    assert [buckets.wait_s("k") for _ in range(4)] == [0, 0, 0, 0.5]


def test_who_was_refused_has_lost_nothing() -> None:
    clock = _Clock()
    buckets = TokenBuckets(RateLimit(per_s=1, burst=1), clock)
    assert buckets.wait_s("k") == 0
    for clock.s in (0.25, 0.5, 0.75):
        assert buckets.wait_s("k") == pytest.approx(1 - clock.s)
    clock.s = 1.0
    assert buckets.wait_s("k") == 0


def test_a_pause_saves_no_more_than_a_burst() -> None:
    clock = _Clock()
    buckets = TokenBuckets(RateLimit(per_s=10, burst=2), clock)
    buckets.wait_s("k")
    clock.s = 1_000.0
    assert [buckets.wait_s("k") == 0 for _ in range(3)] == [True, True, False]


def test_what_costs_more_than_a_burst_is_had_from_a_full_bucket_and_paid_for_later() -> None:
    clock = _Clock()
    buckets = TokenBuckets(RateLimit(per_s=1, burst=2), clock)
    assert buckets.wait_s("k", cost=5) == 0
    assert buckets.wait_s("k") == pytest.approx(4)


def test_one_key_takes_nothing_from_another() -> None:
    buckets = TokenBuckets(RateLimit(per_s=1, burst=1), _Clock())
    assert (buckets.wait_s("a"), buckets.wait_s("b")) == (0, 0)


def test_keys_that_ask_no_more_are_forgotten_and_those_that_wait_are_not() -> None:
    clock = _Clock()
    buckets = TokenBuckets(RateLimit(per_s=1, burst=2), clock)
    buckets.wait_s("spent", cost=100_000)
    for number in range(20_000):
        clock.s += 0.01
        buckets.wait_s(f"k-{number}")
    assert len(buckets) <= 2_000
    assert buckets.wait_s("spent") > 99_000


@pytest.mark.parametrize(("per_s", "burst"), [(0, 1), (-1, 1), (1, 0)])
def test_a_limit_that_nobody_could_keep_is_refused(per_s: float, burst: int) -> None:
    with pytest.raises(ValueError, match="expected"):
        RateLimit(per_s, burst)
