"""What can go wrong with the store: it cannot be used now, or what it holds is not what it should.

The first passes, so callers keep the updates and try again; the second does not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from redis import exceptions

# First word of an error reply that says "not now" rather than "not this".
_PASSING_CODES: Final = frozenset(
    {
        "BUSY",
        "CLUSTERDOWN",
        "LOADING",
        "MASTERDOWN",
        "MISCONF",
        "NOAUTH",
        "NOPERM",
        "NOREPLICAS",
        "OOM",
        "READONLY",
        "TRYAGAIN",
        "WRONGPASS",
    }
)
_PASSING_ERRORS: Final = (
    exceptions.ConnectionError,  # authentication and loading errors are among these
    exceptions.TimeoutError,
    exceptions.OutOfMemoryError,
    exceptions.ReadOnlyError,
    exceptions.NoPermissionError,
    exceptions.AuthenticationWrongNumberOfArgsError,
    exceptions.ClusterError,
)


class StoreUnavailable(Exception):  # noqa: N818 - it is a state of the store, not a fault of the caller
    """The store cannot be used now: refused, timed out, loading, read-only, full, or not allowed.

    Nothing is lost by trying again: writes are idempotent.
    """


class StoreDataError(ValueError):
    """The store holds a value that is not what its field should be; trying again does not help."""


@contextmanager
def store_faults(damaged: str) -> Iterator[None]:
    """Turn errors of the client into those of the store.

    Args:
        damaged: what is said where trying again does not help; it names no id.

    Raises:
        StoreUnavailable: if the store cannot be used now.
        StoreDataError: it holds something else than it should.
    """
    try:
        yield
    except exceptions.RedisError as error:
        if is_passing(error):
            raise StoreUnavailable(f"feature store: {error}") from error
        raise StoreDataError(damaged) from error


def is_passing(error: Exception) -> bool:
    """Whether the same command may succeed later without anybody changing the data."""
    if isinstance(error, _PASSING_ERRORS):
        return True
    code = str(error).partition(" ")[0]
    return isinstance(error, exceptions.ResponseError) and code in _PASSING_CODES
