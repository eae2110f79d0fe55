"""One run at a time writes into a folder, and none removes what another left there."""

import subprocess
import sys
from pathlib import Path

import pytest

from jobs.fraud.outputs import OUTPUTS
from jobs.shared.result_folder import ResultFolderError, held, make_ready


def test_a_folder_that_a_run_holds_is_refused_to_another_process(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from jobs.shared.result_folder import held\n"
        "with held(Path(sys.argv[1])): pass"
    )
    with held(tmp_path / "OUT"):
        other = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "OUT")],
            capture_output=True,
            text=True,
            check=False,
        )
    assert "another run is writing there" in other.stderr


def test_a_folder_is_free_again_once_its_run_has_been_killed(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from jobs.shared.result_folder import held\n"
        "with held(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert killed.returncode == -9
    with held(tmp_path):
        make_ready(tmp_path, OUTPUTS, overwrite=False)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ("decisions.jsonl", "results of an earlier run"),
        ("late.jsonl", "results of an earlier run"),
        (".parts/decisions/2026-01-01--10/part-a-1", "`revstream collect` joins them"),
    ],
)
def test_results_of_an_earlier_run_are_refused_and_stay(
    tmp_path: Path, left: str, said: str
) -> None:
    (tmp_path / left).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / left).write_text("{}\n")
    with pytest.raises(ResultFolderError, match=said):
        make_ready(tmp_path, OUTPUTS, overwrite=False)
    assert (tmp_path / left).read_text() == "{}\n"


def test_overwriting_removes_the_results_and_nothing_else(tmp_path: Path) -> None:
    for name in ("decisions.jsonl", ".parts/late/x/part-a-1", "payments.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}\n")
    make_ready(tmp_path, OUTPUTS, overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["payments.jsonl"]


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "OUT").write_text("")
    with (
        pytest.raises(ResultFolderError, match=r"sink\.uri: .*OUT: not a folder"),
        held(tmp_path / "OUT"),
    ):
        pass
