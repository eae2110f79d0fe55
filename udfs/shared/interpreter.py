"""Settings of the Python interpreter that the operators of a TaskManager share in thread mode."""

import gc
import os
import socket
import sys
from contextlib import suppress
from threading import Lock
from typing import Final

_SWITCH_INTERVAL_S: Final = 1e-4
_YOUNG_OBJECTS: Final = 10_000
_YOUNG_SEARCHES: Final = 20
_NEVER: Final = 2**31 - 1
CLAIMS: Final = "revstream-python-core"


def share_fairly() -> None:
    """Let the operators' threads take turns at the interpreter lock 50 times as often.

    The lock is also given up and taken back around every call into Flink's state and the model;
    at Python's default of 5 ms a thread that comes back waits for that long behind another.
    """
    sys.setswitchinterval(_SWITCH_INTERVAL_S)


class OneCore:
    """The core that the operators' threads of this process share, as they share the lock.

    Whoever hands the lock over wakes the next thread. On another core that takes a signal between
    the cores and finds its caches cold; on the same one it is a switch. Each process claims a core
    of its own; one that finds all claimed, has none to choose among, or may not choose, runs on
    any.

    Args:
        claims: begins the names of the claims, which are sockets in Linux's abstract namespace:
            they are gone with the process that has them.
    """

    def __init__(self, claims: str = CLAIMS) -> None:
        self._claims = claims
        self._claim: socket.socket | None = None
        self._core: int | None = None
        # Stages are opened at the same time, and a claim gives the interpreter lock away.
        self._claiming = Lock()

    def keep_to_it(self) -> None:
        """Run the calling thread, and the threads that it will start, on that core alone."""
        if not hasattr(os, "sched_setaffinity"):
            return
        with suppress(OSError):
            with self._claiming:
                if self._claim is None:
                    self._take_one()
            if self._core is not None:
                os.sched_setaffinity(0, {self._core})

    def _take_one(self) -> None:
        self._claim = socket.socket(socket.AF_UNIX)
        cores = os.sched_getaffinity(0)
        for core in sorted(cores, reverse=True) if len(cores) > 1 else ():
            with suppress(OSError):
                self._claim.bind(f"\0{self._claims}-{core}")
                self._core = core
                return


ONE_CORE: Final = OneCore()


def leave_old_objects_alone() -> None:
    """Look for cyclic garbage among young objects only, never among all of them.

    The histories in the cache are millions of objects and make no cycles. To search them all stops
    every payment for a tenth of a second and more, each time that they have grown by a quarter.
    """
    gc.set_threshold(_YOUNG_OBJECTS, _YOUNG_SEARCHES, _NEVER)
