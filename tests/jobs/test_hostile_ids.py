"""Ten ids of each hostile class, and rejected records of now, among payments of years ago."""

from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import time_ns

import pytest

from datasets.own.description import Description
from datasets.own.reading import read_history
from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from events.shared.rejected import Fault
from features.fraud.replay_file import FeatureRow, ReplayCounts, replay_lines
from tests.fuzz.hostile_values import TEXTS
from tests.jobs.outputs import Outputs, differing_rows, run_on_file

pytestmark = pytest.mark.timeout(400)

START_MS = 1_520_000_000_000
NOW_MS = time_ns() // 1_000_000
PLAIN = 200
AROUND = ((b"", b""), (b"1", b""), (b"", b"1"), (b"x", b"y"), (b" ", b""))


def record(number: int, time_ms: int, **values: bytes) -> bytes:
    """A payment; `values` are fields as they stand in JSON."""
    fields = {
        "transaction_id": b'"t%d"' % number,
        "card_id": b'"c%d"' % (number % 7),
        "merchant_id": b'"m%d"' % (number % 5),
        "amount_minor": b"%d" % (100 + number),
        "currency": b'"EUR"',
        "country": b'"DE"',
        "channel": b'"pos"',
        "event_time_ms": b"%d" % time_ms,
    } | values
    return b"{" + b",".join(b'"%s":%s' % (n.encode(), v) for n, v in fields.items()) + b"}"


def ten_of(texts: tuple[bytes, ...]) -> Iterator[bytes]:
    """Ten ids of a class, within quotation marks."""
    varied = (b'"%s%s%s"' % (before, text, after) for before, after in AROUND for text in texts)
    yield from list(varied)[:10]


REJECTED_NOW = [
    record(9_000, NOW_MS, currency=b'"XXX"'),
    record(9_001, NOW_MS, country=b'"Germany"'),
    record(9_002, NOW_MS, card_id=b'"4111111111111111"'),
    record(9_003, NOW_MS, card_id=rb'"\ud83d"'),
    record(9_004, NOW_MS, merchant_id=rb'"\ufeffm1"'),
    record(9_005, NOW_MS, amount_minor=b"-1"),
    record(9_006, NOW_MS, amount_minor=b"12.5"),
    record(9_007, NOW_MS, latitude=b"10.0"),
    record(9_008, NOW_MS, channel=b'""'),
    record(9_009, NOW_MS, trace_id=b"17"),
    record(9_010, NOW_MS, merchant_id=b"1e400"),
    record(9_011, NOW_MS) + b"}",
    record(9_012, NOW_MS).replace(b'"merchant_id"', b'"merchant"'),
    record(9_013, NOW_MS).replace(b'"event_time_ms":', b'"event_time_ms":"').replace(b"}", b'"}'),
]


def lines() -> list[bytes]:
    """Hostile ids as card and as merchant, plain payments, and rejected records between them."""
    hostile = [
        (name, text)
        for texts in TEXTS.values()
        for text in ten_of(texts)
        for name in ("card_id", "merchant_id")
    ]
    made = [record(n, START_MS + 1000 * n) for n in range(PLAIN)]
    made += [
        record(n, START_MS + 1000 * n, **{name: text})
        for n, (name, text) in enumerate(hostile, PLAIN)
    ]
    for place, rejected in enumerate(REJECTED_NOW):
        made.insert(5 + 9 * place, rejected)
    return made


@dataclass(frozen=True)
class Run:
    """The same lines, decoded, decided by the job, replayed, and read for a training set."""

    payments: list[Payment]
    faults: Counter[str]
    job: Outputs
    replayed: list[FeatureRow]
    counts: ReplayCounts
    history: list[Payment]
    notes: str


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("hostile-ids")
    source = folder / "payments.jsonl"
    source.write_bytes(b"".join(line + b"\n" for line in lines()))
    job = run_on_file(source, folder / "out")
    decode = PaymentDecoder().decode
    outcomes = [decode(line, NOW_MS) for line in lines()]
    counts = ReplayCounts()
    with source.open("rb") as records:
        replayed = list(replay_lines(records, NOW_MS, counts))
    history = read_history(Description((source,)), NOW_MS)
    return Run(
        [o for o in outcomes if isinstance(o, Payment)],
        Counter(o.cause for o in outcomes if isinstance(o, Fault)),
        job,
        replayed,
        counts,
        list(history.payments),
        " ".join(history.notes),
    )


def test_ten_ids_of_each_class_are_tried_and_some_of_both_outcomes() -> None:
    assert {len(list(ten_of(texts))) for texts in TEXTS.values()} == {10}
    assert len(lines()) == PLAIN + len(REJECTED_NOW) + 20 * len(TEXTS)


def test_job_replay_and_training_set_accept_the_same_ids(run: Run) -> None:
    expected = sorted((p.transaction_id, p.card_id, p.merchant_id) for p in run.payments)
    assert len(expected) > PLAIN + 50
    job = [(d["transaction_id"], d["card_id"], d["merchant_id"]) for d in run.job.decisions]
    assert sorted(job) == expected
    assert sorted((r.transaction_id, r.card_id, r.merchant_id) for r in run.replayed) == expected
    assert sorted((p.transaction_id, p.card_id, p.merchant_id) for p in run.history) == expected


def test_job_replay_and_training_set_refuse_the_others_for_the_same_causes(run: Run) -> None:
    assert run.faults["bad_identifier"] > 50
    assert Counter(letter["cause"] for letter in run.job.rejected) == run.faults
    assert run.counts.rejected == run.faults.total()
    assert all(f"{count} x {cause}" in run.notes for cause, count in run.faults.items())


def test_no_rejected_record_of_now_makes_a_payment_of_years_ago_late(run: Run) -> None:
    assert isinstance(PaymentDecoder().decode(record(1, NOW_MS), NOW_MS), Payment)
    assert run.job.late == []
    assert run.counts.late == 0


def test_two_ids_that_differ_have_two_histories_in_job_and_replay_alike(run: Run) -> None:
    decided = run.job.by_transaction
    assert len(run.replayed) > PLAIN
    assert differing_rows(run.replayed, decided) == []


def test_no_dead_letter_holds_a_card_number(run: Run) -> None:
    refused = [letter for letter in run.job.rejected if letter["cause"] == "card_number"]
    assert len(refused) > 1
    raws = b"".join(b64decode(letter["raw_base64"]) for letter in run.job.rejected)
    assert b"\xff1111" in raws
    assert b"4111111111111111" not in raws
    assert "4111111111" not in "".join(letter["detail"] for letter in run.job.rejected)


def test_an_accepted_card_number_is_a_card_like_any_other_and_its_time_counts(
    tmp_path: Path,
) -> None:
    source = tmp_path / "payments.jsonl"
    by_number = record(1, NOW_MS, card_id=b'"4111111111111111"')
    source.write_bytes(by_number + b"\n" + record(2, START_MS) + b"\n")
    job = run_on_file(source, tmp_path / "out", source__card_numbers="accept")
    counts = ReplayCounts()
    rows = list(replay_lines([by_number, record(2, START_MS)], NOW_MS, counts, card_numbers=True))
    assert [d["card_id"] for d in job.decisions] == [r.card_id for r in rows]
    assert job.decisions[0]["card_id"] == "4111111111111111"
    assert len(job.late) == counts.late == 1
