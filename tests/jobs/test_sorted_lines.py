"""Lines by their times, however little memory a run has."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from jobs.shared.history.sorted_lines import sorted_lines

LINES = st.lists(st.tuples(st.integers(0, 20), st.binary(max_size=6).map(lambda b: b.hex())))


@given(lines=LINES, run_bytes=st.integers(1, 2_000))
def test_lines_come_by_time_and_those_of_one_time_in_their_order(
    lines: list[tuple[int, str]], run_bytes: int
) -> None:
    timed = [(time, text.encode()) for time, text in lines]
    with TemporaryDirectory() as folder:
        found = list(sorted_lines(timed, Path(folder), run_bytes))
    assert found == sorted(timed, key=lambda one: one[0])


def test_no_more_than_a_run_is_held(tmp_path: Path) -> None:
    lines = ((time, b"x" * 850) for time in range(100, 0, -1))
    assert len(list(sorted_lines(lines, tmp_path, run_bytes=10_000))) == 100
    assert len(list(tmp_path.iterdir())) == 10
