"""The tail of a real job's results, from before it starts to after its end."""

from pathlib import Path
from threading import Event, Thread

import pytest

from tests.cluster.payments import payments, write
from tests.jobs.outputs import run_on_file
from tests.serving.tail.test_followed_results import Followed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


def test_every_decision_of_a_job_comes_once(tmp_path: Path) -> None:
    source = tmp_path / "payments.jsonl"
    write(payments(100), source)
    followed, over = Followed(tmp_path / "OUT"), Event()

    def follow() -> None:
        while not over.wait(0.02):
            followed.look()

    thread = Thread(target=follow)
    thread.start()
    try:
        run_on_file(source, tmp_path / "OUT", job__checkpoint_interval_ms="1000")
    finally:
        over.set()
        thread.join()
    followed.look()
    written = (tmp_path / "OUT" / "decisions.jsonl").read_bytes().splitlines()
    assert len(written) == 100
    assert sorted(followed.lines) == sorted(written)
    assert followed.run == 1
