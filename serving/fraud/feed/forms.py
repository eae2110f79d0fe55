"""The messages of the feed as Server-Sent Events and as texts of a WebSocket.

A decision, a gap (some decisions are not in the feed) and the end with its reason.
"""

from collections.abc import Sequence
from typing import Final, Protocol

from serving.fraud.received import Received


class Form(Protocol):
    """How messages go over the wire."""

    heartbeat: bytes
    too_slow: bytes
    shut_out: bytes
    closing: bytes
    gap: bytes

    def decisions(self, items: Sequence[Received], *, with_why: bool) -> bytes:
        """One or more decisions.

        Args:
            items: the decisions.
            with_why: whether with what says why.
        """


class _Events:
    """Server-Sent Events, as the HTML standard has them; the id of a decision's is its own."""

    heartbeat = b":\n\n"
    too_slow = b'event: end\ndata: {"reason":"too_slow"}\n\n'
    shut_out = b'event: end\ndata: {"reason":"unauthenticated"}\n\n'
    closing = b'event: end\ndata: {"reason":"closing"}\n\n'
    gap = b"event: gap\ndata: {}\n\n"

    def decisions(self, items: Sequence[Received], *, with_why: bool) -> bytes:
        lines: list[bytes] = []
        for item in items:
            lines += (
                b"id: ",
                item.decision_id.encode(),
                b"\nevent: decision\ndata: ",
                item.full if with_why else item.brief,
                b"\n\n",
            )
        return b"".join(lines)


class _Texts:
    """Texts of a WebSocket, each a JSON object with its type."""

    heartbeat = b'{"type":"heartbeat"}'
    too_slow = b'{"type":"end","reason":"too_slow"}'
    shut_out = b'{"type":"end","reason":"unauthenticated"}'
    closing = b'{"type":"end","reason":"closing"}'
    gap = b'{"type":"gap"}'

    def decisions(self, items: Sequence[Received], *, with_why: bool) -> bytes:
        joined = b",".join(item.full if with_why else item.brief for item in items)
        return b'{"type":"decisions","decisions":[' + joined + b"]}"


EVENTS: Final[Form] = _Events()
TEXTS: Final[Form] = _Texts()
