"""Parity holds for the same stream, and finds every planted difference."""

from math import isnan
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.shared.feature_value import FeatureValue, WrittenValue
from features.fraud.catalogue import FEATURE_NAMES, FEATURES
from features.fraud.replayer import Replayer
from features.shared.definitions.model import Feature
from features.shared.limits import HistoryLimits
from tests.trainset.histories import (
    HISTORIES,
    LIMITS,
    SHORT,
    MemoryHistory,
    built,
    fed,
    regular,
    scratch,
)
from trainset.exact_columns import difference, given_column
from trainset.parity import Parity, compare
from trainset.stream_rows import StreamRow, stream_rows


def streamed(history: MemoryHistory, limits: HistoryLimits = LIMITS) -> list[StreamRow]:
    """What a stream puts out for `history`, through its JSON."""
    replayer, rows = Replayer(limits), []
    for payment, found in fed(replayer, history):
        named = zip(FEATURE_NAMES, found.values, strict=False)
        features: dict[str, WrittenValue] = dict(named)
        row = StreamRow(
            payment.transaction_id,
            payment.card_id,
            payment.event_time_ms,
            found.kind == "late",
            features,
        )
        rows.append(msgspec.json.decode(msgspec.json.encode(row), type=StreamRow))
    return rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("parity") / "set"
    built(regular(), path)
    return path


def changed(rows: list[StreamRow], place: int, **features: FeatureValue) -> list[StreamRow]:
    """`rows` with other values in one of them."""
    row = rows[place]
    other = msgspec.structs.replace(row, features={**row.features, **features})
    return [*rows[:place], other, *rows[place + 1 :]]


def mismatches(parity: Parity) -> dict[str, int]:
    return {each.name: each.mismatches for each in parity.features if each.mismatches}


@pytest.mark.parametrize("limits", [LIMITS, SHORT])
@given(history=HISTORIES)
@settings(max_examples=40)
def test_a_stream_of_the_same_history_agrees(limits: HistoryLimits, history: MemoryHistory) -> None:
    with scratch() as name:
        counts = built(history, Path(name) / "set", limits).counts
        parity = compare(Path(name) / "set", streamed(history, limits))
    assert parity.holds
    assert (parity.rows, parity.repeated) == (counts.rows, 0)
    compared = {each.name: each.rows for each in parity.features if each.rows}
    assert compared == (dict.fromkeys(("late", *FEATURE_NAMES), counts.rows) if counts.rows else {})


@given(place=st.integers(0, 59), feature=st.sampled_from(FEATURES))
@settings(max_examples=40)
def test_one_changed_value_is_one_mismatch(folder: Path, place: int, feature: Feature) -> None:
    rows = streamed(regular())
    known = rows[place].features[feature.name]
    assert not isinstance(known, str | tuple)
    other = not known if feature.kind == "bool" else (known or 0) + 1
    parity = compare(folder, changed(rows, place, **{feature.name: other}))
    assert mismatches(parity) == {feature.name: 1}
    (example,) = parity.examples
    assert (example.in_stream, example.in_trainset) == (other, known)
    assert not parity.holds


def test_the_smallest_difference_of_a_float_counts(folder: Path) -> None:
    rows = streamed(regular())
    known = rows[30].features["card_mean_minor_7d"]
    assert isinstance(known, float)
    nearest = float(np.nextafter(known, 0))
    parity = compare(folder, changed(rows, 30, card_mean_minor_7d=nearest))
    assert mismatches(parity) == {"card_mean_minor_7d": 1}
    largest = {each.name: each.largest_difference for each in parity.features}
    assert largest["card_mean_minor_7d"] == known - nearest > 0
    assert largest["card_count_7d"] == 0.0
    assert largest["card_speed_kmh"] is None


@pytest.mark.parametrize("other", [None, True, 1.0, "1", 2**70])
def test_a_missing_value_or_one_of_another_type_is_a_mismatch(
    folder: Path, other: FeatureValue
) -> None:
    parity = compare(folder, changed(streamed(regular()), 4, card_count_1m=other))
    assert mismatches(parity) == {"card_count_1m": 1}


def test_a_whole_number_beyond_every_float_is_a_mismatch(folder: Path) -> None:
    parity = compare(folder, changed(streamed(regular()), 4, card_mean_minor_24h=10**400))
    assert mismatches(parity) == {"card_mean_minor_24h": 1}


def test_a_whole_number_for_a_float_is_the_same_number(folder: Path) -> None:
    rows = streamed(regular())
    mean = rows[0].features["card_mean_minor_24h"]
    assert mean == 100.0
    assert compare(folder, changed(rows, 0, card_mean_minor_24h=100)).holds


def test_a_row_that_one_side_calls_late_is_a_mismatch(folder: Path) -> None:
    rows = streamed(regular())
    rows[3] = msgspec.structs.replace(rows[3], late=True)
    assert mismatches(compare(folder, rows)) == {"late": 1}


def test_order_does_not_matter(folder: Path) -> None:
    assert compare(folder, streamed(regular())[::-1]).holds


def test_a_row_of_one_side_alone_is_found(folder: Path) -> None:
    rows = streamed(regular())
    stranger = msgspec.structs.replace(rows[0], transaction_id="stranger")
    parity = compare(folder, [*rows[:-1], stranger])
    assert (parity.only_in_stream, parity.only_in_trainset) == (1, 1)
    assert parity.lone_transactions == ["stranger", "t59"]
    assert not parity.holds


def test_a_row_delivered_again_is_compared_again_and_no_mismatch(folder: Path) -> None:
    rows = streamed(regular())
    parity = compare(folder, [*rows, *rows[:5]])
    assert (parity.rows, parity.repeated, parity.holds) == (65, 5, True)
    again = changed(rows[:5], 2, card_count_1m=9)
    assert mismatches(compare(folder, [*rows, *again])) == {"card_count_1m": 1}


def test_a_feature_that_the_table_does_not_know_is_refused(folder: Path) -> None:
    rows = changed(streamed(regular()), 1, card_luck=7)
    with pytest.raises(ValueError, match="card_luck"):
        compare(folder, rows)


def test_a_line_that_is_no_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "features.jsonl"
    path.write_bytes(msgspec.json.encode(streamed(regular())[0]) + b"\n{}\n")
    with pytest.raises(ValueError, match=r"features.jsonl:2: .*transaction_id"):
        list(stream_rows(path))


NUMBERS = st.none() | st.floats(allow_nan=False) | st.sampled_from([0.0, -0.0, 5e-324])
WHOLE = st.none() | st.integers(-(2**63), 2**63 - 1) | st.integers(-2, 2)


@given(pairs=st.lists(st.tuples(NUMBERS, NUMBERS)))
def test_floats_are_equal_to_the_bit(pairs: list[tuple[float | None, float | None]]) -> None:
    left, right = ([pair[side] for pair in pairs] for side in (0, 1))
    found = difference(given_column(left, "float")[0], given_column(right, "float")[0])
    assert found.unequal.tolist() == [repr(one) != repr(other) for one, other in pairs]


@given(pairs=st.lists(st.tuples(WHOLE, WHOLE)))
def test_whole_numbers_are_equal_to_the_last_digit(
    pairs: list[tuple[int | None, int | None]],
) -> None:
    left, right = ([pair[side] for pair in pairs] for side in (0, 1))
    found = difference(given_column(left, "int")[0], given_column(right, "int")[0])
    assert found.unequal.tolist() == [one != other for one, other in pairs]
    assert [each for each in found.distance.tolist() if not isnan(each)] == [
        float(abs(one - other)) for one, other in pairs if one is not None and other is not None
    ]
