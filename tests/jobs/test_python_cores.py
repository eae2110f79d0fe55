"""The Python threads of a local run keep to one core, unless it is told otherwise."""

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from events.shared.json_records import encode
from jobs.fraud.job import FRAUD
from jobs.fraud.settings import load_settings
from jobs.shared.execution import run_local
from jobs.shared.progress import JobProgress
from tests.features.payments import START_MS, a_payment
from udfs.shared.interpreter import CLAIMS

FILE = {"source.uri": "file:payments.jsonl"}
HOPS = ("card-features", "merchant-featur")
"""Names of the threads, as far as Linux keeps them."""


def test_a_local_run_keeps_to_one_core_and_a_cluster_does_not_unless_told() -> None:
    on_a_cluster = load_settings({}, FILE)
    assert not on_a_cluster.python_on_one_core
    assert on_a_cluster.on_this_machine().python_on_one_core
    told = load_settings({}, {**FILE, "job.python_cores": "one"})
    assert told.python_on_one_core
    any_core = load_settings({}, {**FILE, "job.python_cores": "any"})
    assert not any_core.on_this_machine().python_on_one_core
    processes = load_settings({}, {**FILE, "job.execution_mode": "process"})
    assert not processes.on_this_machine().python_on_one_core


@pytest.mark.parametrize("told", [{}, {"job.python_cores": "any"}])
def test_the_threads_of_all_hops_run_where_the_settings_say(
    told: dict[str, str], tmp_path: Path
) -> None:
    source = tmp_path / "payments.jsonl"
    payments = [a_payment(START_MS + place) for place in range(60)]
    source.write_bytes(b"".join(encode(payment) + b"\n" for payment in payments))
    settings = {"source.uri": f"file:{source}", "source.rate_per_s": "20", **told}
    found: dict[str, set[int]] = {}
    every = os.sched_getaffinity(0)
    one_free = [any(map(_is_free, every))]

    def look(_: JobProgress) -> None:
        for hop, cores in _cores_of_threads():
            found[hop] = min(found.get(hop, every), cores, key=len)
        one_free.append(any(map(_is_free, every)))

    run_local(FRAUD, load_settings({}, settings), look)
    assert set(found) == set(HOPS)
    assert found[HOPS[0]] == found[HOPS[1]]
    if told:
        assert found[HOPS[0]] == every
    else:
        # The jobs of other tests may have claimed all cores when this one began.
        assert len(found[HOPS[0]]) == 1 or not all(one_free)


def _cores_of_threads() -> Iterator[tuple[str, set[int]]]:
    """The hop and the cores of each thread that has its name: its own, and some that it started."""
    for java in psutil.Process().children(recursive=True):
        for thread in Path(f"/proc/{java.pid}/task").iterdir():
            with suppress(OSError):
                name = (thread / "comm").read_text().strip()
                cores = os.sched_getaffinity(int(thread.name))
                yield from ((hop, cores) for hop in HOPS if name.startswith(hop))


def _is_free(core: int) -> bool:
    """Whether no job claims a core now; those of other tests may have taken all."""
    with socket.socket(socket.AF_UNIX) as claim:
        try:
            claim.bind(f"\0{CLAIMS}-{core}")
        except OSError:
            return False
    return True
