"""What is sent: nothing that matters is left out, of the rest the share that was asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.traces.record import Answered, Occurrence, of_job
from monitoring.traces.sampling import Sampling
from tests.monitoring.traces.occurrences import SEEN_NS, traced

shares = st.floats(0, 1)
numbers = st.integers(0, 2**128 - 1)


def _one(number: int = 1) -> Occurrence:
    return of_job(traced(f"{number:032x}"), SEEN_NS)


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (of_job(traced(action="block"), SEEN_NS), "block"),
        (of_job(traced(action="flag"), SEEN_NS), "flag"),
        (of_job(traced(late=True), SEEN_NS), "late"),
        (of_job(traced(score=None), SEEN_NS), "no_score"),
        (of_job(traced(in_job_us=100_001), SEEN_NS), "slow"),
        (of_job(traced(in_job_us=100_000), SEEN_NS), None),
    ],
)
def test_what_is_marked_is_kept_though_the_share_is_0(one: Occurrence, why: str | None) -> None:
    kept = Sampling(0.0, 100_000).kept(one)
    assert (None if kept is None else kept.why) == why


@given(numbers, shares)
def test_no_block_is_ever_left_out(number: int, share: float) -> None:
    kept = Sampling(share, 10**9).kept(of_job(traced(f"{number:032x}", action="block"), SEEN_NS))
    assert kept is not None
    assert (kept.why, kept.adjusted_count) == ("block", 1.0)


def test_about_the_share_is_kept_also_of_ids_that_only_count() -> None:
    sampling = Sampling(0.1, 10**9)
    kept = [sampling.kept(_one(number)) for number in range(1, 5_001)]
    found = [one for one in kept if one is not None]
    assert 430 <= len(found) <= 570
    assert [one.adjusted_count for one in found] == pytest.approx([10] * len(found))


@given(numbers, shares, shares)
def test_a_larger_share_keeps_what_a_smaller_one_does(
    number: int, one_share: float, other: float
) -> None:
    less, more = sorted((one_share, other))
    kept = [Sampling(share, 10**9).kept(_one(number)) is not None for share in (less, more)]
    assert kept != [True, False]


@given(numbers, shares)
def test_job_and_request_agree_on_a_trace(number: int, share: float) -> None:
    sampling, one = Sampling(share, 10**9), _one(number)
    asked = Occurrence(one.decision, SEEN_NS + 7, 5, "request", Answered("state", ()))
    assert sampling.kept(one) == sampling.kept(asked)


def test_the_share_is_declared_as_opentelemetry_has_it() -> None:
    kept = next(
        found for n in range(1, 99) if (found := Sampling(0.25, 10**9).kept(_one(n))) is not None
    )
    (threshold, bits) = kept.trace_state.removeprefix("ot=th:").split(";rv:")
    assert threshold == "c"
    assert int(bits, 16) >= 0xC0 << 48


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share: "):
        Sampling(share, 1)
