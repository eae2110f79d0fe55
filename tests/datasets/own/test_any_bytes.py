"""Whatever bytes a file holds, they are read or refused with a message, and never crash."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets.own.mapping_file import read_mapping_file, read_shopping_mapping
from datasets.own.payment_suggestion import suggestion_for
from datasets.own.sample import Sample, sample_of
from datasets.own.shopping_suggestion import shopping_suggestion
from datasets.own.suggestion import Suggestion
from tests.datasets.own.shop_rows import event_row, read_events
from tests.datasets.own.written import NOW_MS, Row, read, simple_row, write

ROWS: dict[Callable[..., Any], list[Row]] = {
    read: [simple_row(CUSTOMER="c-1"), simple_row(AMOUNT="1e3"), simple_row(TIME="2025-03-01")],
    read_events: [event_row(VISITOR=None), event_row(PRICE="1e3"), event_row(TIME="2025-03-01")],
}
DAMAGE = st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=6)), max_size=4)
COLUMNS = b"version: 1\ncolumns: {card_id: C}\nvalues: {currency: {eur: EUR}}\n"
MAPPINGS: dict[Callable[[Path], object], bytes] = {
    read_mapping_file: COLUMNS + b"label_delay: 7d\n",
    read_shopping_mapping: COLUMNS + b"items: {constants: {currency: EUR}}\n",
}


def shopping_suggestion_for(
    sample: Sample, columns: dict[str, str], constants: dict[str, str], now_ms: int
) -> Suggestion:
    return shopping_suggestion(sample, sample, columns, constants, now_ms)


def refusal(attempt: Callable[[], object]) -> ValueError | None:
    """What `attempt` is refused with; any other error is a crash."""
    try:
        attempt()
    except ValueError as error:
        return error
    return None


def damaged(content: bytes, damage: list[tuple[int, bytes]]) -> bytes:
    for place, inserted in damage:
        start = place % (len(content) + 1)
        content = content[:start] + inserted + content[start + len(inserted) - 1 :]
    return content


@pytest.mark.parametrize("reading", ROWS)
@settings(max_examples=60)
@given(
    damage=DAMAGE, ending=st.sampled_from([".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".parquet"])
)
def test_a_damaged_file_is_read_or_refused(
    damage: list[tuple[int, bytes]], ending: str, reading: Callable[..., object]
) -> None:
    with TemporaryDirectory() as folder:
        path = write(ROWS[reading], Path(folder) / f"a{ending}")
        path.write_bytes(damaged(path.read_bytes(), damage))
        refused = refusal(lambda: reading(path, skip_faulty=True))
    assert not isinstance(refused, UnicodeError), "a message of our own is expected"


@pytest.mark.parametrize("suggested", [suggestion_for, shopping_suggestion_for])
@settings(max_examples=50)
@given(content=st.binary(max_size=200), ending=st.sampled_from([".csv", ".jsonl", ".parquet"]))
def test_a_mapping_of_any_bytes_is_suggested_or_refused(
    content: bytes, ending: str, suggested: Callable[..., Suggestion]
) -> None:
    kinds = {".csv": "csv", ".jsonl": "json lines", ".parquet": "parquet"}
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{ending}"
        path.write_bytes(content)
        try:
            sample = sample_of(path, kinds[ending])  # type: ignore[arg-type]
        except ValueError:
            return
    assert suggested(sample, {}, {}, NOW_MS).text().startswith("#")


@pytest.mark.parametrize("reading", MAPPINGS)
@settings(max_examples=60)
@given(damage=DAMAGE)
def test_a_damaged_mapping_file_is_read_or_refused_with_its_path(
    damage: list[tuple[int, bytes]], reading: Callable[[Path], object]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mapping.yaml"
        path.write_bytes(damaged(MAPPINGS[reading], damage))
        refused = refusal(lambda: reading(path))
    assert refused is None or str(path) in str(refused)
