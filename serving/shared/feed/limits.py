"""What one process gives to the clients of its feed."""

from msgspec import Struct


class FeedLimits(Struct, frozen=True, kw_only=True):
    """Bounds of a feed.

    Attributes:
        clients: at most, of all tenants.
        clients_per_tenant: at most, of one tenant.
        queue_messages: that may wait for one client; with more it is too slow.
        queue_bytes: the same, in bytes.
        replay_messages: that a client which comes back gets at most of what it missed.
        history_s: so long a client that comes back waits at most until what was there at the start
            has been read.
        gather_s: what happens within so many seconds is sent together.
        heartbeat_s: a client that got nothing for so long gets a sign of life.
        check_s: so often it is looked whether clients may go on.
        grace_s: so long the last message to a dropped client may take.
    """

    clients: int = 1_000
    clients_per_tenant: int = 500
    queue_messages: int = 1_000
    queue_bytes: int = 4 << 20
    replay_messages: int = 1_000
    history_s: float = 60.0
    gather_s: float = 0.1
    heartbeat_s: float = 15.0
    check_s: float = 1.0
    grace_s: float = 5.0
