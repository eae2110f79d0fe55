"""Parquet as pandas and Spark write it: far times, repeated columns, folders of parts."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from datasets.own.faults import FaultyRowsError
from tests.datasets.own.written import SIMPLE, read, simple_row

YEAR_57149_US = 1_741_352_602_000_000_000
"""Milliseconds since the epoch in nanoseconds' place, read as microseconds."""


def table(**columns: Any) -> Any:  # noqa: ANN401 - pyarrow arrays and a table
    made = pa.Table.from_pylist([simple_row()])
    for name, values in columns.items():
        place = made.column_names.index(name) if name in made.column_names else len(made.columns)
        if name in made.column_names:
            made = made.remove_column(place)
        made = made.add_column(place, name, values)
    return made


def fault_of(made: Any, folder: Path) -> tuple[str, str | None]:  # noqa: ANN401 - a pyarrow table
    parquet.write_table(made, folder / "a.parquet")
    with pytest.raises(FaultyRowsError) as caught:
        read(folder / "a.parquet")
    (fault,) = caught.value.faults.first
    return fault.kind, fault.value


@pytest.mark.parametrize(
    ("times", "kind", "shown"),
    [
        (pa.array([YEAR_57149_US], pa.timestamp("us")), "in the future", "the year 5715"),
        (pa.array([YEAR_57149_US], pa.timestamp("us", "UTC")), "in the future", "the year 5715"),
        (pa.array([10**14], pa.timestamp("s")), "in the future", "the year 317"),
        (pa.array([-(10**15)], pa.timestamp("ms")), "before 2000", "the year -2971"),
        (pa.array([-62_135_596_800], pa.timestamp("s", "UTC")), "before 2000", "1, 1, 1"),
        (pa.array([253_402_214_400], pa.timestamp("s")), "in the future", "9999, 12, 31"),
        (pa.array([2**31 - 1], pa.int32()).cast(pa.date32()), "in the future", "the year 5881"),
        (pa.array([date(1, 1, 1)], pa.date64()), "before 2000", "1, 1, 1"),
        (pa.array([None], pa.timestamp("ns")), "missing", None),
        (pa.array([5], pa.duration("ns")), "not a time", "object"),
    ],
)
def test_a_time_that_nobody_means_is_a_fault_with_its_value(
    tmp_path: Path,
    times: Any,  # noqa: ANN401 - a pyarrow array
    kind: str,
    shown: str | None,
) -> None:
    found, value = fault_of(table(TIME=times), tmp_path)
    assert found == kind
    assert (value is None) if shown is None else shown in str(value)


def test_far_times_leave_the_others_of_their_column_alone(tmp_path: Path) -> None:
    times = pa.array([1_740_832_200_000_000, YEAR_57149_US, None], pa.timestamp("us"))
    made = pa.Table.from_pylist([simple_row()] * 3)
    parquet.write_table(made.set_column(3, "TIME", times), tmp_path / "a.parquet")
    history = read(tmp_path / "a.parquet", skip_faulty=True)
    assert [payment.event_time_ms for payment in history.payments] == [1_740_832_200_000]
    assert history.counts is not None
    assert history.counts.faulty == 2


def test_a_column_that_is_not_used_may_hold_anything(tmp_path: Path) -> None:
    nanoseconds = pa.array([2**62 + 1], pa.timestamp("ns"))
    nested = pa.array([[{"a": 1}]])
    made = table(OTHER=nanoseconds, NESTED=nested)
    parquet.write_table(made, tmp_path / "a.parquet", version="2.6")
    assert read(tmp_path / "a.parquet").count == 1


def test_a_nested_value_is_a_fault_and_not_an_error(tmp_path: Path) -> None:
    kind, value = fault_of(table(CUSTOMER=pa.array([["secret"]])), tmp_path)
    assert (kind, value) == ("not an identifier", None)


def test_a_column_that_comes_twice_is_refused_only_where_it_is_used(tmp_path: Path) -> None:
    doubled = table(OTHER=pa.array(["x"])).append_column("OTHER", pa.array(["y"]))
    parquet.write_table(doubled, tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").count == 1
    with pytest.raises(ValueError, match=r"a\.parquet: .*used once expected, twice: OTHER"):
        read(tmp_path / "a.parquet", columns=SIMPLE | {"device_id": "OTHER"})


def test_a_folder_as_spark_writes_it_is_its_parts(tmp_path: Path) -> None:
    folder = tmp_path / "payments.parquet"
    folder.mkdir()
    for number in range(3):
        part = pa.Table.from_pylist([simple_row(CUSTOMER=f"c{number}")])
        parquet.write_table(part, folder / f"part-0000{number}-abc.c000.snappy.parquet")
    for name in ("_SUCCESS", ".part-00000-abc.c000.snappy.parquet.crc"):
        (folder / name).touch()
    assert [payment.card_id for payment in read(folder).payments] == ["c0", "c1", "c2"]


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.Table.from_pylist([simple_row()] * 5000), path)
    content = bytearray(path.read_bytes())
    content[4:40] = b"\xff" * 36
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"a\.parquet: not a whole Parquet file"):
        read(path)
