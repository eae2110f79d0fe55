"""Extension modules that must not be loaded first by a task's own thread."""

from importlib import import_module
from threading import Thread
from typing import Final

_NATIVE: Final = ("onnxruntime",)


def load_native_modules() -> None:
    """Load them in a thread of Python's own.

    A task's thread may have several Python thread states: one for each interpreter that Flink has
    opened in it. What pybind11 does once when its first module is loaded takes the first of them
    by `PyGILState_Ensure`, and waits for ever for the interpreter lock that the thread itself
    holds by another.
    """
    for name in _NATIVE:
        loader = Thread(target=import_module, args=(name,))
        loader.start()
        loader.join()
