"""Server-Sent Events out of the lines of a response."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class ServerEvent(NamedTuple):
    """An event: its kind and its data."""

    kind: str
    data: bytes


def server_events(lines: Iterable[bytes]) -> Iterator[ServerEvent]:
    r"""The events in `lines`; comments and events without data are left out.

    >>> list(server_events([b": still here\n", b"event: gap\n", b"data: {}\n", b"\n"]))
    [ServerEvent(kind='gap', data=b'{}')]
    """
    kind, data = "message", None
    for line in lines:
        name, _, value = line.rstrip(b"\r\n").partition(b":")
        value = value.removeprefix(b" ")
        if name == b"event":
            kind = value.decode()
        elif name == b"data":
            data = value if data is None else data + b"\n" + value
        elif not line.strip():
            if data is not None:
                yield ServerEvent(kind, data)
            kind, data = "message", None
