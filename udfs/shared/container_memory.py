"""The memory that a process may use: of its machine, or of the container that it is in."""

import os
from pathlib import Path
from typing import Final

CGROUP: Final = Path("/sys/fs/cgroup")
# Of a control group, in its two versions; without a limit it says `max` or more than there is.
_LIMITS: Final = ("memory.max", "memory/memory.limit_in_bytes")


def memory_limit_bytes(cgroup: Path = CGROUP) -> int:
    """How much memory there is at most."""
    machine_bytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    found = [cgroup / name for name in _LIMITS if (cgroup / name).is_file()]
    limits = [path.read_text(encoding="ascii").strip() for path in found]
    return min([machine_bytes, *(int(limit) for limit in limits if limit.isdecimal())])
