"""The lock as a file, and the modules that need no Flink."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given

from jobs.shared.state_lock.lock import StateLock, StateLockError, read_lock, write_lock
from tests.jobs.state_lock.committed import COMMITTED, committed
from tests.strategies.state_locks import state_locks

_WITHOUT_FLINK = """
import sys
sys.modules.update(dict.fromkeys(["pyflink", "py4j", "udfs", "models"]))
from pathlib import Path
from jobs.shared.state_lock.compatibility import incompatibilities, rollback_risks
from jobs.shared.state_lock.lock import read_lock
from jobs.shared.state_lock.under_settings import under_settings
lock = read_lock(Path(sys.argv[1]))
assert incompatibilities(lock, lock) == rollback_risks(lock, lock) == []
"""


@given(lock=state_locks())
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, lock: StateLock
) -> None:
    path = tmp_path_factory.getbasetemp() / "lock.json"
    write_lock(lock, path)
    assert read_lock(path) == lock


def test_the_committed_file_is_in_the_one_form_that_is_written(tmp_path: Path) -> None:
    write_lock(committed(), tmp_path / "lock.json")
    assert (tmp_path / "lock.json").read_bytes() == COMMITTED.read_bytes()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "no such file"),
        ("{", "not a state lock"),
        ('{"format": 1}', "missing required field"),
        (COMMITTED.read_text().replace('"format": 1', '"format": 2'), "format: 2, 1 is expected"),
    ],
)
def test_a_file_that_is_no_lock_is_refused_by_name(
    tmp_path: Path, text: str | None, says: str
) -> None:
    path = tmp_path / "lock.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(StateLockError, match=rf"lock\.json: .*{says}"):
        read_lock(path)


def test_locks_are_read_and_compared_without_flink() -> None:
    command = [sys.executable, "-c", _WITHOUT_FLINK, str(COMMITTED)]
    done = subprocess.run(
        command, cwd=COMMITTED.parent.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
