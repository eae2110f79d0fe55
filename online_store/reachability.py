"""Whether the store can be used now, asked before something long depends on it."""

from contextlib import closing

from redis.exceptions import RedisError

from online_store.connection import StoreSettings, connect


def why_away(settings: StoreSettings) -> str | None:
    """Why the store cannot be used now, None where it can; asked once, within its timeouts.

    Raises:
        ValueError: see `connect`.
    """
    with closing(connect(settings)) as client:
        try:
            client.ping()
        except RedisError as error:
            return str(error)
    return None
