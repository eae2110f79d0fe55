"""Runs the application on a port until it is told to end."""

import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from litestar.types import ASGIApp
from uvicorn import Config, Server

from serving.api.bounded_answers import UnreadAnswers
from serving.api.bounded_heads import BoundedHeads
from serving.api.problem_handshakes import ProblemHandshakes
from serving.shared.listening import bound_stalled_clients

_BACKLOG: Final = 2_048
_KEEP_ALIVE_S: Final = 30
_FINISH_WITHIN_S: Final = 10
_MOST_CONNECTIONS: Final = 4_096
_MOST_MESSAGE_BYTES: Final = 64 << 10


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens on a port; 0 is a free one.

    Raises:
        OSError: the address is none of this machine, or the port is taken; it says which.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, _, _, _, address = found[0]
        listener = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        raise OSError(f"cannot listen on {host} port {port}: {error.strerror}") from None
    bound_stalled_clients(listener)
    return listener


class _EndingServer(Server):
    """A server that tells those who send without end that it is to end.

    It waits for every response, and a response that follows something would never end.
    """

    on_end: Callable[[], None] | None = None

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End."""
        if self.on_end is not None:
            self.on_end()
        await super().shutdown(sockets)


def server_of(app: ASGIApp, on_end: Callable[[], None] | None = None) -> Server:
    """A server of an application, on one thread; it starts with `run`.

    Args:
        app: what answers.
        on_end: called in the loop of the server as it begins to end.
    """

    class Connections(BoundedHeads):
        unread = UnreadAnswers()

    server = _EndingServer(
        Config(
            app,
            loop="uvloop",
            http=Connections,
            ws=ProblemHandshakes,
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=_FINISH_WITHIN_S,
            limit_concurrency=_MOST_CONNECTIONS,
            ws_max_size=_MOST_MESSAGE_BYTES,
            # A text is made once for all clients; compressing it would be work for each.
            ws_per_message_deflate=False,
        )
    )
    server.on_end = on_end
    return server


def serve(app: ASGIApp, listener: socket.socket, on_end: Callable[[], None] | None = None) -> None:
    """Serve until SIGTERM, SIGINT or SIGHUP; requests under way are answered first.

    Args:
        app: what answers.
        listener: a socket that listens; it is closed at the end.
        on_end: called as it begins to end.
    """
    server = server_of(app, on_end)
    before = signal.signal(signal.SIGHUP, server.handle_exit)
    try:
        # uvicorn raises the signals that ended it once more, when all is done.
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    finally:
        signal.signal(signal.SIGHUP, before)
