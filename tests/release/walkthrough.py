"""The walk through docs/release.md: `python -m tests.release.walkthrough` prints its outputs.

The engine is the real one, the provider a stand-in, AWS emulated. Waits are skipped: a clock that
jumps makes them as long as they would be.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.release.engine_world import EngineWorld, engine_world
from tests.release.flink_service import Job


@dataclass(frozen=True)
class Stage:
    """One command of the walk.

    Attributes:
        title: what happens.
        before: what a person does first.
        arguments: of `revstream release`.
        exit_code: with which it ends.
    """

    title: str
    before: Callable[[EngineWorld], object]
    arguments: str
    exit_code: int


@dataclass(frozen=True)
class Shown:
    """A stage, and what it printed."""

    stage: Stage
    exit_code: int
    output: str


def _scaled(world: EngineWorld) -> None:
    world.bundle("first")
    world.stack.set("fraud.parallelism", 2)


STAGES: Final = (
    Stage("First deploy", lambda world: world.bundle("first"), "deploy --stack dev --yes", 0),
    Stage("Plan", lambda world: world.bundle("second"), "plan --stack dev", 0),
    Stage("Update", lambda _: None, "deploy --stack dev --yes", 0),
    Stage(
        "Refused update",
        lambda world: world.bundle("other key groups", max_parallelism=256),
        "plan --stack dev",
        1,
    ),
    Stage(
        "Failed update",
        lambda world: world.bundle("restarts", Job.RESTARTS),
        "deploy --stack dev --yes",
        1,
    ),
    Stage("Status", lambda _: None, "status --stack dev", 0),
    Stage("Rollback", lambda _: None, "rollback --stack dev --yes", 0),
    Stage(
        "Scaling",
        _scaled,
        "deploy --stack dev --yes",
        0,
    ),
    Stage("Teardown", lambda _: None, "teardown --stack dev --confirm dev", 0),
)


def walk(
    world: EngineWorld, stages: Sequence[Stage] = STAGES, options: str = ""
) -> Iterator[Shown]:
    """Every stage, one after the other."""
    for stage in stages:
        stage.before(world)
        exit_code, output = world.run(f"{stage.arguments} {options}")
        yield Shown(stage, exit_code, output)


def main() -> int:
    """Print every command and what it printed; 1 if one did not end as it should."""
    as_expected = True
    with TemporaryDirectory() as folder, engine_world(Path(folder)) as world:
        for shown in walk(world):
            sys.stdout.write(
                f"## {shown.stage.title}\n$ revstream release {shown.stage.arguments}\n"
            )
            sys.stdout.write(f"{shown.output}(exit code {shown.exit_code})\n\n")
            sys.stdout.flush()
            as_expected &= shown.exit_code == shown.stage.exit_code
    return 0 if as_expected else 1


if __name__ == "__main__":
    sys.exit(main())
