"""A time in which no cycle of Python objects is collected, so that none of Java is released.

py4j calls the JVM by the connection that was given back last, and each connection has a thread of
its own there. A collection in another Python thread releases Java objects by such a call, and
changes whose turn it is: the next call of the thread at hand is made by another thread of the JVM.
Flink's planner keeps its metadata provider by thread (FLINK-23020), and fails where there is none.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Collect nothing until the end; then go on as before."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
