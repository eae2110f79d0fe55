"""ONNX Runtime, loaded by a thread of its own.

A task's thread in Flink may have several of Python's thread states, one for each interpreter that
was opened in it. What pybind11 does once, when its first module is loaded, takes the first of them
by `PyGILState_Ensure`; where another one is in use, it waits for ever for the interpreter lock that
the thread itself holds. A thread of Python's own has one state.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any


def _loaded() -> Any:  # noqa: ANN401 - a module
    import onnxruntime  # noqa: PLC0415 - see above

    return onnxruntime


with ThreadPoolExecutor(1) as _own_thread:
    onnxruntime = _own_thread.submit(_loaded).result()
