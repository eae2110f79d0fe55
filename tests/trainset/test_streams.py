"""Simulated and real payments: the stream and the training set have the same features."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import msgspec
import pytest
from msgspec import structs

from datasets.arrival import shuffled
from datasets.online_retail import RetailCounts
from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from events.shared.json_records import encode
from events.shared.time_units import DAY_MS
from features.fraud.replay_file import ReplayCounts, replay_lines
from simulator.disorder_settings import Disorder
from simulator.scenario import Scenario, wire_records
from tests.trainset.histories import MemoryHistory, built, fraud
from trainset.leaks import check_labels
from trainset.manifest import BuildCounts
from trainset.parity import Parity, compare
from trainset.stream_rows import stream_rows

NOW_MS = 1_800_000_000_000


def labelled(payments: list[Payment], seed: int) -> MemoryHistory:
    """`payments`, of which some are reported as frauds, some of these cleared later."""
    choice = Random(seed)
    labels = []
    for payment in payments:
        if choice.random() < 0.05:
            labels.append(fraud(payment, choice.randrange(30 * DAY_MS)))
            if choice.random() < 0.2:
                later = fraud(payment, choice.randrange(40 * DAY_MS))
                labels.append(structs.replace(later, label_id="won", kind="dispute_won"))
    return MemoryHistory(payments, sorted(labels, key=lambda label: label.reported_time_ms))


def compared(lines: list[bytes], history: MemoryHistory, folder: Path) -> Parity:
    """The training set of `history` against the feature rows that a replay of `lines` gives."""
    built(history, folder / "set")
    rows = folder / "features.jsonl"
    with rows.open("wb") as file:
        for row in replay_lines(lines, NOW_MS, ReplayCounts(), labels=history.labels):
            file.write(msgspec.json.encode(row) + b"\n")
    return compare(folder / "set", stream_rows(rows))


def counts(folder: Path) -> BuildCounts:
    raw = msgspec.json.decode((folder / "set" / "trainset.json").read_bytes())
    return msgspec.convert(raw["counts"], BuildCounts)


def test_a_simulated_stream_and_its_training_set_agree(tmp_path: Path) -> None:
    scenario = Scenario(seed=11, cards=80, days=40, payments=4_000)
    disorder = Disorder(seed=11, late_rate=0.01, duplicate_rate=0.02)
    lines = [record.raw for record in wire_records(scenario, disorder)]
    decoder = PaymentDecoder()
    decoded = [decoder.decode(line, NOW_MS) for line in lines]
    payments = [payment for payment in decoded if isinstance(payment, Payment)]
    parity = compared(lines, labelled(payments, seed=11), tmp_path)
    assert (parity.mismatches, parity.holds) == (0, True)
    assert parity.rows == counts(tmp_path).rows == 4_000
    assert counts(tmp_path).frauds > 100
    assert check_labels(tmp_path / "set").holds
    assert counts(tmp_path).late > 20
    assert counts(tmp_path).duplicates > 40


def disturbed(payments: list[Payment], seed: int) -> Iterator[Payment]:
    """`payments`, of which some come twice and some days after their time."""
    choice = Random(seed)
    held: list[tuple[int, Payment]] = []
    for payment in payments:
        now_ms = payment.event_time_ms
        due = [other for until_ms, other in held if until_ms <= now_ms]
        held = [each for each in held if each[0] > now_ms]
        yield from due
        fate = choice.random()
        if fate < 0.01:
            held.append((now_ms + 3 * DAY_MS, payment))
            continue
        yield payment
        if fate > 0.98:
            held.append((now_ms + choice.randrange(DAY_MS), payment))
    yield from (payment for _, payment in held)


@pytest.mark.slow
def test_online_retail_and_its_training_set_agree(
    retail: tuple[list[Payment], RetailCounts], tmp_path: Path
) -> None:
    payments = list(disturbed(shuffled(retail[0], seed=7), seed=7))
    history = labelled(payments, seed=7)
    parity = compared([encode(payment) for payment in payments], history, tmp_path)
    assert (parity.mismatches, parity.holds) == (0, True)
    assert parity.rows == counts(tmp_path).rows == len(retail[0])
    assert counts(tmp_path).frauds > 500
    assert check_labels(tmp_path / "set", most_rows=3_000).holds
    assert counts(tmp_path).late > 50
    assert counts(tmp_path).duplicates > 100
