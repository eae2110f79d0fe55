"""A server of the API on a port, and a client that may send anything."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from litestar.types import ASGIApp

from machine.ports import LOCALHOST
from serving.api.server import listening, server_of
from tests.polling import polled

_PATIENT_S = 20


@contextmanager
def running(app: ASGIApp) -> Iterator[int]:
    """The port of an application that is served while this is entered."""
    listener = listening(LOCALHOST, 0)
    port = int(listener.getsockname()[1])
    server = server_of(app)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        polled(lambda: server.started, _PATIENT_S, lambda: "the server did not start", 0.01)
        yield port
    finally:
        server.should_exit = True
        thread.join(_PATIENT_S)


def exchanged(port: int, *parts: bytes) -> bytes:
    """What a server answers to bytes, until it ends the connection or falls silent."""
    with socket.create_connection((LOCALHOST, port), timeout=_PATIENT_S) as connection:
        for part in parts:
            connection.sendall(part)
        answer = b""
        while True:
            try:
                more = connection.recv(65_536)
            except ConnectionResetError:
                return answer
            answer += more
            if not more:
                return answer
