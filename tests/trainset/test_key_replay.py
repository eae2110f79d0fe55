"""Key by key, in blocks, by any number of processes: every value is that of a plain replay."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.time_units import DAY_MS
from features.fraud.catalogue import SHIPPED
from features.fraud.definitions import parse_definitions
from features.fraud.payment_plan import payment_plan
from features.fraud.replayer import Replayer
from features.shared.definitions.model import Definitions
from features.shared.limits import HistoryLimits
from tests.features.payments import START_MS, a_payment
from tests.trainset.histories import (
    HISTORIES,
    LIMITS,
    SHORT,
    MemoryHistory,
    fed,
    fraud,
    stored_rows,
)
from trainset.assembly import RowAssembly
from trainset.build import Build
from trainset.key_replay import Share, replayed
from trainset.manifest import Manifest, stored_features
from trainset.stream import stream_of

TIGHT = HistoryLimits(exact_payments=8, distinct_ids=4, dedup_ids=4, labelled_payments=4)
"""Everything folds, thins out and is forgotten early; pairs of a card are incomplete."""

Row = tuple[str, bool, dict[str, Any]]


def plain_rows(history: MemoryHistory, limits: HistoryLimits) -> list[Row]:
    """Transaction id, lateness and values of each row, by one replayer in order of arrival."""
    names = [feature.name for feature in stored_features(SHIPPED)]
    replayer = Replayer(limits, plan=payment_plan(SHIPPED, limits, names))
    rows = []
    for payment, found in fed(replayer, history):
        late = found.kind == "late"
        known = replayer.plan.late_names if late else replayer.plan.names
        values = dict(zip(known, found.values, strict=True))
        rows.append((payment.transaction_id, late, {name: values.get(name) for name in names}))
    return rows


def rows_of_shares(
    history: MemoryHistory, limits: HistoryLimits, shares: int, block_rows: int
) -> Iterator[Row]:
    """The same, of several shares of the keys and of short blocks."""
    names = [feature.name for feature in stored_features(SHIPPED)]
    plan = payment_plan(SHIPPED, limits, names)
    stream = stream_of(history.table, history.labels, plan, limits, 5_000, block_rows)
    parts = [replayed(stream, plan, limits, Share(number, shares)) for number in range(shares)]
    assembly = RowAssembly(plan, limits)
    for start in stream.starts:
        found = {hop.field: [next(part) for part in parts] for hop in plan.hops if hop.names}
        for row in assembly.rows(stream.block(start), found).to_pylist():
            yield row["transaction_id"], row["late"], {name: row[name] for name in names}


@pytest.mark.parametrize("limits", [LIMITS, SHORT, TIGHT])
@given(history=HISTORIES, shares=st.integers(1, 4), block_rows=st.sampled_from([1, 3, 16, 1000]))
@settings(max_examples=60)
def test_shares_of_the_keys_give_the_rows_of_the_plain_replay(
    limits: HistoryLimits, history: MemoryHistory, shares: int, block_rows: int
) -> None:
    expected = plain_rows(history, limits)
    assert list(rows_of_shares(history, limits, shares, block_rows)) == expected
    assert expected


def random_history(seed: int, payments: int) -> MemoryHistory:
    """Busy and quiet keys; some payments late, out of order or delivered again, some labelled."""
    choice = Random(seed)
    arrived = list[Payment]()
    labels = list[Label]()
    for number in range(payments):
        now_ms = START_MS + number * DAY_MS // 40
        fate = choice.random()
        if fate < 0.03 and arrived:
            arrived.append(choice.choice(arrived[-50:]))
            continue
        behind_ms = choice.randrange(DAY_MS) if fate < 0.2 else 0
        behind_ms += choice.randrange(40 * DAY_MS) if fate > 0.97 else 0
        payment = a_payment(
            now_ms - behind_ms,
            choice.randrange(1, 100_000),
            transaction_id=f"t{number}",
            card_id=f"c{int(choice.paretovariate(0.7))}",
            merchant_id=f"m{int(choice.paretovariate(0.5)) % 40}",
            country=choice.choice(("DE", "DE", "FR")),
            position=choice.choice((None, (choice.uniform(-90, 90), choice.uniform(-180, 180)))),
        )
        arrived.append(payment)
        if choice.random() < 0.1:
            labels.append(fraud(payment, choice.randrange(20 * DAY_MS)))
    return MemoryHistory(arrived, sorted(labels, key=lambda label: label.reported_time_ms))


@pytest.mark.parametrize("seed", range(3))
def test_a_long_stream_has_the_rows_of_the_plain_replay(seed: int) -> None:
    history = random_history(seed, 3_000)
    expected = plain_rows(history, TIGHT)
    assert list(rows_of_shares(history, TIGHT, 3, 500)) == expected
    assert len(expected) < len(history.arrived)
    assert any(late for _, late, _ in expected)
    assert sum(values["card_confirmed_fraud_30d"] or 0 for _, _, values in expected) > 20


def written(folder: Path, name: str, processes: int, definitions: Definitions) -> Manifest:
    build = Build(TIGHT, definitions=definitions, processes=processes, block_rows=700)
    return build.write(random_history(9, 2_000), folder / name)


def test_processes_write_the_same_files_as_one(tmp_path: Path) -> None:
    one = written(tmp_path, "one", 1, SHIPPED)
    assert written(tmp_path, "three", 3, SHIPPED) == one
    names = [sorted(path.name for path in (tmp_path / name).iterdir()) for name in ("one", "three")]
    assert names[0] == names[1] == ["labels.parquet", "rows.parquet", "trainset.json"]
    for name in names[0]:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "three" / name).read_bytes()


def test_processes_compute_the_features_of_a_file_of_ones_own(tmp_path: Path) -> None:
    text = """version: 1
extends: shipped
entities: {place: country}
features:
  - {name: place_count, of: place, count: , over: 1d, description: Payments there.}
  - {name: rare, value: place_count < 3 and card_count_1h > 1, description: Both.}
"""
    own = parse_definitions(text, "own.yaml")
    one, two = written(tmp_path, "one", 1, own), written(tmp_path, "two", 2, own)
    rows = stored_rows(tmp_path / "two")
    assert (one, stored_rows(tmp_path / "one")) == (two, rows)
    assert len({row["place_count"] for row in rows}) > 3
