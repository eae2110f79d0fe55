"""Free TCP ports."""

import socket
from contextlib import ExitStack
from typing import Final

LOCALHOST: Final = "127.0.0.1"


def free_ports(count: int) -> tuple[int, ...]:
    """Different ports on which nothing listens now.

    Another process may take one before its server starts: start the server at once.
    """
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((LOCALHOST, 0))
        return tuple(int(each.getsockname()[1]) for each in sockets)
