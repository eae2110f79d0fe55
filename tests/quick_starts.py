"""Quicker starts for the programs of tests, which live for seconds and start for most of them.

A Java compiles with its first compiler alone, which is soon done. A Python keeps the byte code of
what it imports for the next one, also where the environment says that it keeps none: then in a
folder that goes with the tests.
"""

from collections.abc import Callable, MutableMapping
from tempfile import TemporaryDirectory

_FIRST_COMPILER = "-XX:TieredStopAtLevel=1"


def prepare(environ: MutableMapping[str, str]) -> Callable[[], None]:
    """Set what every program of the tests inherits, and give back what is to be done at the end."""
    # PyFlink and Flink's scripts read it. A cluster's own options come after it and win.
    environ.setdefault("JVM_ARGS", _FIRST_COMPILER)
    if environ.pop("PYTHONDONTWRITEBYTECODE", None) is None:
        return _nothing
    folder = TemporaryDirectory(prefix="revstream-bytecode-", ignore_cleanup_errors=True)
    environ["PYTHONPYCACHEPREFIX"] = folder.name
    return folder.cleanup


def _nothing() -> None:
    """Byte code stays where Python keeps it by itself."""
