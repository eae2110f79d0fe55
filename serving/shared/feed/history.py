"""Has clients wait for what was there at the start, until it has been read.

start --wait--> read to its end: all who wait are called, before anything else happens
          +---> it took too long: called all the same
"""

from asyncio import TimerHandle, get_running_loop
from collections.abc import Callable


class History:
    """What was there at the start, and who waits for it; used within one event loop.

    Args:
        is_read: whether there is nothing to wait for.

    Attributes:
        is_read: whether all of it has been read.
    """

    def __init__(self, *, is_read: bool = False) -> None:
        self.is_read = is_read
        self._waiting: dict[Callable[[], None], tuple[TimerHandle, Callable[[], None]]] = {}

    def wait(self, most_s: float, then: Callable[[], None]) -> Callable[[], None]:
        """Call `then` once: when all is read, or after `most_s` if it is not by then.

        Returns:
            What ends the waiting; it may be called at any time.
        """

        def end_waiting() -> None:
            timer, _ = self._waiting.pop(end_waiting, (None, None))
            if timer is not None:
                timer.cancel()

        def late() -> None:
            end_waiting()
            then()

        if self.is_read:
            then()
        else:
            self._waiting[end_waiting] = get_running_loop().call_later(most_s, late), then
        return end_waiting

    def end(self) -> None:
        """All is read: who waits is called."""
        self.is_read = True
        for end_waiting, (_, then) in list(self._waiting.items()):
            end_waiting()
            then()
