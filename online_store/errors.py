"""What can go wrong with the store: it cannot be used now, or what it holds is not what it should.

The first passes, so callers keep the updates and try again; the second does not.
"""

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


def is_passing(error: Exception) -> bool:
    """Whether the same command may succeed later without anybody changing the data."""
    if isinstance(error, _PASSING_ERRORS):
        return True
    code = str(error).partition(" ")[0]
    return isinstance(error, exceptions.ResponseError) and code in _PASSING_CODES
