"""Whatever bytes a file holds, they are read or refused with a message, and never crash."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from datasets.own.mapping_file import read_mapping_file
from datasets.own.sample import sample_of
from datasets.own.suggestion import suggestion_for
from tests.datasets.own.written import NOW_MS, read, simple_row, write

ROWS = [simple_row(CUSTOMER="c-1"), simple_row(AMOUNT="1e3"), simple_row(TIME="2025-03-01")]
DAMAGE = st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=6)), max_size=4)
MAPPING = b"version: 1\ncolumns: {card_id: C}\nvalues: {currency: {eur: EUR}}\nlabel_delay: 7d\n"


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


@settings(max_examples=80)
@given(
    damage=DAMAGE, ending=st.sampled_from([".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".parquet"])
)
def test_a_damaged_file_is_read_or_refused(damage: list[tuple[int, bytes]], ending: str) -> None:
    with TemporaryDirectory() as folder:
        path = write(ROWS, Path(folder) / f"a{ending}")
        path.write_bytes(damaged(path.read_bytes(), damage))
        refused = refusal(lambda: read(path, skip_faulty=True))
    assert not isinstance(refused, UnicodeError), "a message of our own is expected"


@settings(max_examples=60)
@given(content=st.binary(max_size=200), ending=st.sampled_from([".csv", ".jsonl", ".parquet"]))
def test_a_mapping_of_any_bytes_is_suggested_or_refused(content: bytes, ending: str) -> None:
    kinds = {".csv": "csv", ".jsonl": "json lines", ".parquet": "parquet"}
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{ending}"
        path.write_bytes(content)
        try:
            sample = sample_of(path, kinds[ending])  # type: ignore[arg-type]
        except ValueError:
            return
    assert suggestion_for(sample, {}, {}, NOW_MS).text().startswith("#")


@settings(max_examples=80)
@given(damage=DAMAGE)
def test_a_damaged_mapping_file_is_read_or_refused_with_its_path(
    damage: list[tuple[int, bytes]],
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mapping.yaml"
        path.write_bytes(damaged(MAPPING, damage))
        refused = refusal(lambda: read_mapping_file(path))
    assert refused is None or str(path) in str(refused)
