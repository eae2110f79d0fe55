"""A local run as a user starts it: what it says, what it leaves, and who can reach it meanwhile."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest
from msgspec.structs import replace

from events.shared.json_records import encode
from events.shared.time_units import DAY_MS
from tests.cluster.payments import payments, write
from tests.jobs.outputs import read_outputs
from tests.polling import polled
from tests.servers.listening import listening

pytestmark = pytest.mark.timeout(400)

HOSTILE = "a b%20#+?[é]&;商"
MADE = payments(300)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / HOSTILE
    (folder / "temporary").mkdir(parents=True)
    write(MADE, folder / "payments %.jsonl")
    (folder / "labels?.jsonl").write_text("not a label\n")
    with ZipFile(folder / "jar #.jar", "w") as jar:
        jar.writestr("empty", "")
    return folder


def _command(place: Path, *more: str) -> list[str]:
    command = [str(Path(sys.executable).with_name("revstream")), "run", "fraud"]
    command += ["--source", f"file:{place}/payments %.jsonl"]
    return [*command, "--sink", f"file:{place}/my results", *more]


def _environ(place: Path) -> dict[str, str]:
    return os.environ | {
        "TMPDIR": str(place / "temporary"),
        "REVSTREAM_CONNECTOR_JAR": str(place / "jar #.jar"),
    }


def _run(place: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _command(place, *more), env=_environ(place), capture_output=True, text=True, check=False
    )


@contextmanager
def _running(place: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    command = _command(place, *more)
    with subprocess.Popen(command, env=_environ(place), stderr=subprocess.PIPE, text=True) as run:
        try:
            yield run
        finally:
            run.kill()


def test_results_lie_where_they_were_wanted_whatever_the_characters_and_stay_there(
    place: Path,
) -> None:
    done = _run(place, "--labels", f"file:{place}/labels?.jsonl", "--json")
    assert done.returncode == 0, done.stderr
    found, summary = read_outputs(place / "my results"), json.loads(done.stdout)
    assert len(found.decisions) == sum(summary["decided"].values()) == len(MADE)
    assert (summary["payments_in"], summary["labels_in"]) == (len(MADE), 1)
    assert summary["labels_rejected"] == {"malformed_json": 1}
    assert list((place / "temporary").iterdir()) == []
    again = _run(place)
    assert again.returncode == 2
    assert "the results of an earlier run are in it" in again.stderr
    assert read_outputs(place / "my results") == found


def test_an_interrupted_run_is_reached_from_this_machine_alone_and_says_what_it_leaves(
    place: Path,
) -> None:
    paced = ("--rate", "5", "--set", "job.checkpoint_interval_ms=500", "--metrics-port", "0")
    committed = place / "my results/.parts/decisions"
    with _running(place, *paced) as run:
        _wait_until_there(committed, "*/part-*")
        reached = listening(run.pid)
        os.kill(run.pid, signal.SIGINT)
        said = run.communicate(timeout=60)[1]
    assert reached != set()
    assert [str(address) for address in reached if not address.is_loopback] == []
    assert "metrics for Prometheus: http://127.0.0.1:" in said
    assert "Flink's web page: http://127.0.0.1:" in said
    assert f"join them to files: revstream collect '{place}/my results'" in said
    assert (run.returncode, list((place / "temporary").iterdir())) == (130, [])
    assert not (place / "my results/decisions.jsonl").exists()
    collect = [str(Path(sys.executable).with_name("revstream")), "collect", f"{place}/my results"]
    subprocess.run(collect, check=True)
    decided = (place / "my results/decisions.jsonl").read_text().splitlines()
    assert 0 < len(decided) < len(MADE)


def test_a_run_whose_jvm_is_killed_says_so_in_one_line(place: Path) -> None:
    with _running(place, "--rate", "5", "--set", "job.checkpoint_interval_ms=500") as run:
        _wait_until_there(place / "my results/.parts/decisions", "*/part-*")
        (jvm,) = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
        os.kill(int(jvm), signal.SIGKILL)
        said = run.communicate(timeout=60)[1]
    assert run.returncode == 2
    assert said.splitlines()[-1].startswith(
        "Error: the job failed: its JVM has gone: it was killed"
    )
    assert "Traceback" not in said
    assert "py4j" not in said


def test_a_run_of_which_every_record_is_rejected_is_no_success(place: Path) -> None:
    wrong = [encode(payment).replace(b"EUR", b"eur") for payment in MADE[:20]]
    (place / "payments %.jsonl").write_bytes(b"\n".join(wrong))
    done = _run(place)
    assert done.returncode == 1
    assert "every one of 20 payments was rejected" in done.stderr
    assert "20 payments in: 0 allowed, 0 flagged, 0 blocked, 20 rejected" in done.stdout


def test_one_payment_from_the_future_is_named_as_what_made_the_others_late(place: Path) -> None:
    future_ms = max(payment.event_time_ms for payment in MADE) + 40 * DAY_MS
    outlier = replace(MADE[100], transaction_id="outlier", event_time_ms=future_ms)
    write([*MADE[:100], outlier, *MADE[101:]], place / "payments %.jsonl")
    done = _run(place, "--json")
    summary = json.loads(done.stdout)
    assert (done.returncode, summary["payments_in"], summary["late"]) == (0, 300, 199)
    assert summary["late_behind"] == {
        "payments": 199,
        "event_time_ms": future_ms,
        "transaction_id": "outlier",
    }
    [warning] = summary["warnings"]
    assert warning.startswith("199 of 300 payments (66.3%) came late, 199 of them behind 'outlier'")
    assert f"warning: {warning}\n" in done.stderr


def _wait_until_there(folder: Path, pattern: str) -> None:
    polled(lambda: any(folder.glob(pattern)), 120, lambda: f"{folder}: no {pattern}")
