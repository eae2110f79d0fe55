"""The socket that clients connect to: what bounds a client that reads nothing any more."""

import socket
from typing import Final

SEND_BUFFER_BYTES: Final = 1 << 18
"""What the system keeps for one client; by itself it would go up to megabytes."""

STALLED_AFTER_S: Final = 30


def bound_stalled_clients(
    listening: socket.socket,
    send_buffer_bytes: int = SEND_BUFFER_BYTES,
    stalled_after_s: float = STALLED_AFTER_S,
) -> None:
    """Have the system end connections whose other end takes nothing for too long.

    A server that closes such a connection waits for what it has sent already, for ever. Linux
    hands both options on to every connection that comes by `listening`.

    Args:
        listening: the socket, before it is served.
        send_buffer_bytes: that the system keeps for one client.
        stalled_after_s: how long a client may take nothing.
    """
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer_bytes)
    timeout_ms = int(stalled_after_s * 1_000)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, timeout_ms)
