"""Twenty thousand hostile records pass the decoder, the JVM's expressions and the whole job."""

from collections import Counter
from pathlib import Path

import pytest

from events.fraud.payment import Payment
from tests.fuzz.hostile_records import hostile_records
from tests.fuzz.places import (
    Outcome,
    accounts,
    decoded,
    is_seen_rightly,
    keyed,
    run_through_job,
)

pytestmark = pytest.mark.timeout(900)

SEED, CASES = 7, 20_000


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    return list(hostile_records(SEED, CASES))


@pytest.fixture(scope="module")
def outcomes(lines: list[bytes]) -> list[Outcome]:
    return decoded(lines)


def test_the_decoders_find_payments_and_faults_of_every_kind(outcomes: list[Outcome]) -> None:
    kinds = Counter(o.cause if hasattr(o, "cause") else type(o).__name__ for o in outcomes)
    assert kinds["Payment"] > CASES / 3
    assert {"Label", "bad_identifier", "bad_encoding", "malformed_json", "card_number"} <= set(
        kinds
    )
    assert {"oversized", "wrong_type", "out_of_range", "missing_field", "empty"} <= set(kinds)


def test_flink_sees_the_card_and_the_time_of_every_payment_and_of_nothing_else(
    lines: list[bytes], outcomes: list[Outcome], tmp_path: Path
) -> None:
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
    expected = accounts(lines, outcomes)
    assert expected.payments.total() == sum(isinstance(o, Payment) for o in outcomes)
    assert run_through_job(lines, tmp_path) == expected
