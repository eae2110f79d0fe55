"""Which decisions are sent: all that somebody may look for, and a share of the others.

The share is OpenTelemetry's consistent probability sampling: of a trace 56 bits of randomness are
compared with a threshold, so that all who sample a trace at the same share keep the same ones.
The bits are a hash of the trace's id, which a sender may have made without any randomness, and are
declared: `ot=th:THRESHOLD;rv:BITS` (OpenTelemetry, *TraceState: Probability Sampling*).
"""

from hashlib import blake2b
from typing import Final, Literal

from msgspec import Struct

from monitoring.traces.identity import trace_id_of
from monitoring.traces.record import Occurrence

Why = Literal["block", "flag", "late", "no_score", "slow", "share"]

_DIGITS: Final = 14
_RANGE: Final = 1 << 56
_RANDOM_BYTES: Final = 7


class Kept(Struct, frozen=True):
    """A decision that is sent.

    Attributes:
        why: it is.
        adjusted_count: how many decisions it stands for: 1 where all such are sent.
        trace_state: the same as W3C trace state.
    """

    why: Why
    adjusted_count: float
    trace_state: str


class Sampling:
    """Keeps blocks, flags, late and slow decisions and those without a score; others by a share.

    Args:
        share: of the others, 0 to 1.
        slow_us: what took longer is slow.

    Raises:
        ValueError: the share is none.
    """

    def __init__(self, share: float, slow_us: int) -> None:
        if not 0 <= share <= 1:
            raise ValueError(f"share: {share}, 0 to 1 expected")
        self._slow_us = slow_us
        self._threshold = _RANGE - round(share * _RANGE)

    def kept(self, one: Occurrence) -> Kept | None:
        """Why a decision is sent; None where it is not."""
        why = self._always(one)
        bits = _bits(trace_id_of(one.decision))
        if why is not None:
            return Kept(why, 1.0, _trace_state(0, bits))
        if bits < self._threshold:
            return None
        count = _RANGE / (_RANGE - self._threshold)
        return Kept("share", count, _trace_state(self._threshold, bits))

    def _always(self, one: Occurrence) -> Why | None:
        decision = one.decision
        if decision.action != "allow":
            return decision.action
        if decision.late:
            return "late"
        if decision.lacks_score:
            return "no_score"
        return "slow" if one.took_us > self._slow_us else None


def _bits(trace_id: str) -> int:
    digest = blake2b(bytes.fromhex(trace_id), digest_size=_RANDOM_BYTES).digest()
    return int.from_bytes(digest, "big")


def _trace_state(threshold: int, bits: int) -> str:
    digits = f"{threshold:0{_DIGITS}x}".rstrip("0") or "0"
    return f"ot=th:{digits};rv:{bits:0{_DIGITS}x}"
