"""Hostile shopping records pass the decoders, the JVM's expressions and the whole job."""

from collections import Counter
from pathlib import Path

import pytest

from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopping_event import ShoppingEvent
from tests.fuzz.hostile_shopping import hostile_shopping_records
from tests.fuzz.shopping_places import (
    Outcome,
    decoded,
    expected_letters,
    is_seen_rightly,
    keyed,
    run_through_job,
)

pytestmark = pytest.mark.timeout(900)

SEED, CASES = 7, 6_000


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    return list(hostile_shopping_records(SEED, CASES))


@pytest.fixture(scope="module")
def outcomes(lines: list[bytes]) -> list[Outcome]:
    return decoded(lines)


def test_flink_sees_the_key_and_the_time_of_every_record_and_of_nothing_else(
    lines: list[bytes], outcomes: list[Outcome], tmp_path: Path
) -> None:
    kinds = Counter(type(one).__name__ for one in outcomes)
    assert min(kinds.values()) > CASES // 50
    seen = keyed(lines, tmp_path)
    assert len(seen) == CASES
    wrong = [
        (line, outcome, keyed_as)
        for line, outcome, keyed_as in zip(lines, outcomes, seen, strict=True)
        if not is_seen_rightly(keyed_as, outcome)
    ]
    assert wrong == []


def test_the_job_accounts_for_every_record_and_goes_on(
    lines: list[bytes], outcomes: list[Outcome], tmp_path: Path
) -> None:
    summary, letters = run_through_job(lines, tmp_path)
    good = [one for one in outcomes if isinstance(one, ShoppingEvent | IdentityLink)]
    assert letters == expected_letters(lines, outcomes)
    assert summary.accepted + summary.late + summary.duplicates == len(good)
    assert summary.events_in == summary.accounted
    assert summary.items_in == sum(line[:1] == b"I" for line in lines)
    assert summary.lists > 300
