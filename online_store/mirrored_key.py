"""What the store has of one key, and how far the job is, as replies say; damage is found, not used.

::

    reply --text--> image, payments on their way, clock
      |  an error, no UTF-8, or what nobody can read
      +-------> damaged: of this key alone
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from redis.exceptions import ResponseError

from events.shared.state_image import JobClock, StateImage, image_of
from online_store.errors import StoreUnavailable, is_passing
from online_store.gathered_calls import NotTextError, pairs

_WIDEST: Final = 2**63
"""Times are whole numbers of 64 bits."""


@dataclass(frozen=True, slots=True)
class MirroredKey:
    """What the store has of a key.

    Attributes:
        image: of its state; None where there is none.
        pending: payments that were asked about lately, as they were kept, the oldest first; None
            where nobody can read them.
        is_damaged: whether there is an image that nobody can read.
        is_misplaced: whether something else than payments is kept in their place.
    """

    image: StateImage | None
    pending: tuple[str, ...] | None
    is_damaged: bool = False
    is_misplaced: bool = False


def is_damaged(reply: object) -> bool:
    """Whether what a key holds is not what it should be.

    Raises:
        StoreUnavailable: it is the store that cannot be used now.
    """
    if isinstance(reply, ResponseError) and is_passing(reply):
        raise StoreUnavailable(f"feature store: {reply}") from reply
    return isinstance(reply, ResponseError)


def clock_in(told: Sequence[str | None]) -> JobClock | None:
    """How far the job is; None where it has not told, or where nobody can read that."""
    try:
        watermark_ms, version_us = (int(one or "none") for one in told)
    except ValueError:
        return None
    fits = all(-_WIDEST <= one < _WIDEST for one in (watermark_ms, version_us))
    return JobClock(watermark_ms, version_us) if fits else None


def mirrored_key(fields: Any, pending: Any) -> MirroredKey:  # noqa: ANN401 - of the client
    """What two replies say of a key.

    Args:
        fields: names and values of its image in turn.
        pending: payments on their way to it.

    Raises:
        StoreUnavailable: the store cannot be used now.
    """
    image, damaged = None, is_damaged(fields)
    if fields and not damaged:
        try:
            image = image_of(pairs(fields))
        except ValueError:
            damaged = True
    if is_damaged(pending):
        return MirroredKey(image, None, damaged, not isinstance(pending, NotTextError))
    return MirroredKey(image, tuple(pending), damaged)
