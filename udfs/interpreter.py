"""Settings of the Python interpreter that the operators of a TaskManager share in thread mode."""

import sys
from typing import Final

_SWITCH_INTERVAL_S: Final = 1e-4


def share_fairly() -> None:
    """Let the operators' threads take turns at the interpreter lock 50 times as often.

    The lock is also given up and taken back around every call into Flink's state and the model;
    at Python's default of 5 ms a thread that comes back waits for that long behind another.
    """
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
