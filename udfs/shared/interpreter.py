"""Settings of the Python interpreter that the operators of a TaskManager share in thread mode."""

import gc
import sys
from typing import Final

_SWITCH_INTERVAL_S: Final = 1e-4
_YOUNG_OBJECTS: Final = 10_000
_YOUNG_SEARCHES: Final = 20
_NEVER: Final = 2**31 - 1


def share_fairly() -> None:
    """Let the operators' threads take turns at the interpreter lock 50 times as often.

    The lock is also given up and taken back around every call into Flink's state and the model;
    at Python's default of 5 ms a thread that comes back waits for that long behind another.
    """
    sys.setswitchinterval(_SWITCH_INTERVAL_S)


def leave_old_objects_alone() -> None:
    """Look for cyclic garbage among young objects only, never among all of them.

    The histories in the cache are millions of objects and make no cycles. To search them all stops
    every payment for a tenth of a second and more, each time that they have grown by a quarter.
    """
    gc.set_threshold(_YOUNG_OBJECTS, _YOUNG_SEARCHES, _NEVER)
