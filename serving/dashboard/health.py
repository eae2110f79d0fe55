"""How the store and the job do: asked once for all who look, every few seconds."""

from asyncio import Lock, gather, timeout
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final, Literal, TypeVar

from msgspec import Struct

from events.shared.state_image import JobClock
from serving.api.status import Check
from serving.shared.flink_rest import Checkpoints, FlinkRest

ResultT = TypeVar("ResultT")

_KEPT_S: Final = 2.0
_WITHIN_S: Final = 1.5


class Health(Struct, frozen=True):
    """What was found.

    Attributes:
        store_ms: how long the store took to answer; None where it does not.
        clock: how far the job told the store that it is; None where none told.
        checkpoints: of the job; None where Flink does not answer, `unknown` where nobody said
            where it is.
    """

    store_ms: float | None
    clock: JobClock | None
    checkpoints: Checkpoints | Literal["unknown"] | None


class HealthLook:
    """Asks how things are.

    Args:
        store: returns if the store answers.
        clock: reads the job's clock in the store.
        flink: the cluster; None where nobody said where it is.
        clock_s: seconds that only grow.
    """

    def __init__(
        self,
        store: Check,
        clock: Callable[[], Awaitable[JobClock | None]],
        flink: FlinkRest | None = None,
        clock_s: Callable[[], float] = monotonic,
    ) -> None:
        self._store = store
        self._clock = clock
        self._flink = flink
        self._clock_s = clock_s
        self._lock = Lock()
        self._found: tuple[float, Health] | None = None

    async def now(self) -> Health:
        """How things are, as of the last seconds."""
        async with self._lock:
            if self._found is None or self._clock_s() - self._found[0] > _KEPT_S:
                self._found = (self._clock_s(), await self._look())
            return self._found[1]

    async def _look(self) -> Health:
        store_ms, clock, checkpoints = await gather(
            _if_it_answers(self._ping_ms()),
            _if_it_answers(self._clock()),
            _if_it_answers(self._checkpoints()),
        )
        return Health(store_ms, clock, checkpoints)

    async def _ping_ms(self) -> float:
        began_s = self._clock_s()
        await self._store()
        return (self._clock_s() - began_s) * 1_000

    async def _checkpoints(self) -> Checkpoints | Literal["unknown"] | None:
        return "unknown" if self._flink is None else await self._flink.checkpoints()


async def _if_it_answers(asked: Awaitable[ResultT]) -> ResultT | None:
    try:
        async with timeout(_WITHIN_S):
            return await asked
    except Exception:  # noqa: BLE001 - whatever it is, it does not answer
        return None
