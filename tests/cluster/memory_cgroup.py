"""A control group that limits the memory of a process and kills it above the limit."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_ROOT = Path("/sys/fs/cgroup")
_NAME = f"revstream-test-{os.getpid()}"
# Of the two versions of control groups: the folder to make one in, and its file with the limit.
_PLACES = ((_ROOT / "memory", "memory.limit_in_bytes"), (_ROOT, "memory.max"))


@contextmanager
def memory_cgroup(limit_bytes: int) -> Iterator[tuple[str, ...]]:
    """A new group; gives the beginning of a command line that runs the rest of it inside.

    Skips the test where this process may not make one.
    """
    group = next(filter(None, (_made(*place, limit_bytes) for place in _PLACES)), None)
    if group is None:
        pytest.skip("no control group can be made here to limit memory with")
    try:
        yield ("sh", "-c", f'echo $$ > {group}/cgroup.procs && exec "$@"', "sh")
    finally:
        group.rmdir()


def _made(folder: Path, limit: str, limit_bytes: int) -> Path | None:
    group = folder / _NAME
    try:
        group.mkdir()
    except OSError:
        return None
    try:
        # Only a control group has this file from the start.
        with (group / limit).open("r+", encoding="ascii") as file:
            file.write(str(limit_bytes))
    except OSError:
        group.rmdir()
        return None
    return group
