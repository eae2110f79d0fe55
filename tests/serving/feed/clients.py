"""Clients of the feed, as simple as they can be."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from typing import NamedTuple

from websockets.sync.client import ClientConnection, connect

PATIENCE_S = 20


class Event(NamedTuple):
    """An event; its decision's number, where it is one."""

    kind: str
    number: int | None
    data: dict[str, object]


class EventStream:
    """Server-Sent Events of a response."""

    def __init__(self, response: HTTPResponse) -> None:
        self.response = response

    def next(self) -> Event:
        """The next event that is more than a sign of life or a wish for retries."""
        fields: dict[str, str] = {}
        while True:
            line = self.response.readline().decode().rstrip("\n")
            if line and not line.startswith(":"):
                name, _, value = line.partition(": ")
                fields[name] = value
            elif not line and "data" in fields:
                number = int(fields["id"], 16) if "id" in fields else None
                return Event(fields["event"], number, json.loads(fields["data"]))
            elif not line and not fields:
                raise EOFError("the stream ended")

    def numbers(self, count: int) -> list[int | None]:
        """Those of the next decisions."""
        return [self.next().number for _ in range(count)]


@contextmanager
def asked(port: int, path: str, key: str | None = None, **headers: str) -> Iterator[HTTPResponse]:
    """The response to GET."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    own = {} if key is None else {"Authorization": f"Bearer {key}"}
    connection.request(
        "GET", path, headers=own | {k.replace("_", "-"): v for k, v in headers.items()}
    )
    try:
        yield connection.getresponse()
    finally:
        connection.close()


def token_of(port: int, key: str) -> str:
    """A token for the feed."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    connection.request("POST", "/v1/feed/tokens", headers={"Authorization": f"Bearer {key}"})
    token = json.loads(connection.getresponse().read())["token"]
    connection.close()
    return str(token)


@contextmanager
def web_socket(port: int, query: str, key: str | None) -> Iterator[ClientConnection]:
    """A WebSocket to the feed."""
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    url = f"ws://127.0.0.1:{port}/v1/feed{query}"
    with connect(url, additional_headers=headers, open_timeout=PATIENCE_S) as found:
        yield found


def socket_numbers(found: ClientConnection, count: int) -> list[int]:
    """The numbers of the next decisions of a WebSocket."""
    numbers: list[int] = []
    while len(numbers) < count:
        message = json.loads(found.recv(PATIENCE_S))
        if message["type"] == "decisions":
            numbers += [int(one["decision_id"], 16) for one in message["decisions"]]
    return numbers


@contextmanager
def reading_nothing(port: int, key: str) -> Iterator[socket.socket]:
    """A client that asks for the feed and then reads nothing."""
    with socket.socket() as stalled:
        stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 12)
        stalled.connect(("127.0.0.1", port))
        request = f"GET /v1/feed HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n"
        stalled.sendall(request.encode())
        yield stalled
