"""What processes push of their metrics, as one page in the text format of Prometheus.

::

    pushed by one    # TYPE a gauge     a{tm="1"} 3.0      what it pushed before is replaced
    pushed by other  # TYPE a gauge     a{tm="2"} 4.0
    page             # TYPE a gauge     a{tm="1"} 3.0    a{tm="2"} 4.0

A process that has said nothing for a while is left out: its last values would look like news.
The format: https://prometheus.io/docs/instrumenting/exposition_formats/.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Final

_HELP: Final = "# HELP "
_TYPE: Final = "# TYPE "


@dataclass
class _Family:
    """The samples of one metric, and the comments that stand before them once."""

    comments: list[str] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)


class PushedMetrics:
    """The newest metrics of each process; any thread may call.

    Args:
        silent_after_s: without a push, after which a process is left out.
        clock: seconds that only grow.
    """

    def __init__(self, silent_after_s: float, clock: Callable[[], float] = monotonic) -> None:
        self._silent_after_s = silent_after_s
        self._clock = clock
        self._lock = Lock()
        self._pushed: dict[str, tuple[float, str]] = {}

    def put(self, process: str, text: str) -> None:
        """Replace what a process pushed before by `text`, in the format of the page."""
        with self._lock:
            self._pushed[process] = (self._clock(), text)

    def remove(self, process: str) -> None:
        """Forget a process, which has ended."""
        with self._lock:
            self._pushed.pop(process, None)

    def page(self) -> str:
        """The metrics of all processes that are not silent, each metric in one place."""
        with self._lock:
            oldest_s = self._clock() - self._silent_after_s
            self._pushed = {
                process: (at_s, text)
                for process, (at_s, text) in self._pushed.items()
                if at_s >= oldest_s
            }
            texts = [text for _, text in self._pushed.values()]
        return texts[0] if len(texts) == 1 else _merged(texts)


def _merged(texts: list[str]) -> str:
    families: dict[str, _Family] = {}
    for text in texts:
        for name, found in _families(text).items():
            family = families.setdefault(name, _Family(found.comments))
            family.samples += found.samples
    lines = [line for one in families.values() for line in (*one.comments, *one.samples)]
    return "".join(f"{line}\n" for line in lines)


def _families(text: str) -> dict[str, _Family]:
    """The metrics of one push; all lines of one follow its comments."""
    families: dict[str, _Family] = {}
    current = _Family()
    for line in text.splitlines():
        if line.startswith((_HELP, _TYPE)):
            current = families.setdefault(line.split(" ", 3)[2], _Family())
            current.comments.append(line)
        elif line:
            current.samples.append(line)
    return families
