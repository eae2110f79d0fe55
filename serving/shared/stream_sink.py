"""Records that a request leaves behind, on to a stream."""

from secrets import token_hex
from typing import Final

from serving.shared.forwarding import Forwarding

_KEY_BYTES: Final = 8


class StreamSink:
    """Hands records on, to all shards alike; a `RecordSink`.

    Args:
        forwarding: brings them to the stream.
    """

    def __init__(self, forwarding: Forwarding) -> None:
        self._forwarding = forwarding

    def put(self, record: bytes) -> bool:
        """Take a record, if there is room."""
        return self._forwarding.send(token_hex(_KEY_BYTES), record)

    def close(self) -> None:
        """Nothing is open here: `forwarding` ends by itself."""
