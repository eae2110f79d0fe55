"""The forms in which one stream of payments is decided, each a short declaration.

A form more is an entry more in `FORMS`: its name is its place in the results.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

ROOT: Final = Path(__file__).parents[1]

Output = Literal["all", "most", "other"]
"""How much of the loop's output a form must have: all of it, most, or that of another model."""


@dataclass(frozen=True)
class Form:
    """One way to decide the payments of a file.

    Attributes:
        name: in the results, where ``NAME_per_s`` is its rate.
        title: for people.
        engine: its program in `bench.engines`.
        arguments: of the program, after the file of payments and the folder of results.
        output: how much of the output of the plain loop it has.
    """

    name: str
    title: str
    engine: str
    arguments: tuple[str, ...] = ()
    output: Output = "all"

    @property
    def is_job(self) -> bool:
        """Whether it is the job, rather than something that the job is compared with."""
        return self.engine in {"local_job", "cluster_job"}

    def command(self, source: Path, folder: Path, more: tuple[str, ...] = ()) -> list[str]:
        """The command line that decides the payments of `source` into `folder`."""
        program = [sys.executable, "-m", f"bench.engines.{self.engine}"]
        if self.engine == "loop_before":
            program = [sys.executable, "-P", str(ROOT / "bench" / "engines" / "loop_before.py")]
        return [*program, str(source), str(folder), *self.arguments, *more]

    def environment(self, code_before: Path | None) -> Mapping[str, str]:
        """The environment of the program: the code before is found ahead of today's."""
        found_first = code_before if self.engine == "loop_before" else ROOT
        return {**os.environ, "PYTHONPATH": str(found_first), "PYTHONWARNINGS": "ignore"}


LOOP: Final = Form("loop", "plain Python loop", "plain_loop")
OLD_LOOP: Final = Form(
    "old_loop", "plain Python loop, code of before", "loop_before", output="other"
)

_ON_OWN_MACHINE: Final = ("--set", "job.python_cores=one")
"""What a local run sets by itself, and a cluster on a machine of one's own should be told."""

FORMS: Final = (
    LOOP,
    OLD_LOOP,
    Form("bytewax_recovery", "bytewax with recovery", "bytewax_flow"),
    Form(
        "bytewax_recovery_batches",
        "bytewax with recovery, batches of 1,000",
        "bytewax_flow",
        ("--batch", "1000"),
        output="most",
    ),
    Form("minicluster", "job, MiniCluster", "local_job"),
    Form("one_core", "job, MiniCluster, all on one core", "local_job", ("--one-core",)),
    Form(
        "cluster_one",
        "job, cluster, one TaskManager",
        "cluster_job",
        ("--task-managers", "1", "--flink", "parallelism.default=1", *_ON_OWN_MACHINE),
    ),
    Form(
        "cluster_two_by_key",
        "job, cluster, two TaskManagers, half of the keys each",
        "cluster_job",
        ("--task-managers", "2", "--flink", "parallelism.default=2", *_ON_OWN_MACHINE),
        output="most",
    ),
    Form(
        "cluster_two_per_hop",
        "job, cluster, a TaskManager a hop",
        "cluster_job",
        (
            "--task-managers",
            "2",
            "--flink",
            "parallelism.default=1",
            "--set",
            "job.slots=per_hop",
            *_ON_OWN_MACHINE,
        ),
    ),
    Form(
        "process",
        "job, MiniCluster, process mode",
        "local_job",
        ("--set", "job.execution_mode=process"),
    ),
)

TITLES: Final = {form.name: form.title for form in FORMS}
