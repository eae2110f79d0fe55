"""Ids in a path, as they were sent: a slash in one of them is no end of it."""

from urllib.parse import unquote_to_bytes

from serving.api.access import ApiRequest
from serving.api.problem import Problem


def ids_after(request: ApiRequest, above: int) -> tuple[str, ...]:
    """The last parts of a path, each decoded once.

    Args:
        request: with the path.
        above: slashes before the first of them.

    Raises:
        Problem: one is no UTF-8.
    """
    # Not every server ends it before the query; a question mark of the path comes encoded.
    raw: bytes = request.scope["raw_path"].partition(b"?")[0]
    try:
        return tuple([unquote_to_bytes(part).decode() for part in raw.split(b"/")[above:]])
    except UnicodeDecodeError:
        raise Problem("invalid", "the id is no UTF-8", field="id") from None
