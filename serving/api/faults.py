"""Turns whatever ends a request into a problem, so that no error has another form."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, get_args, get_origin

from litestar.exceptions import HTTPException, ValidationException
from litestar.handlers import BaseRouteHandler
from litestar.response import Response
from litestar.types import ExceptionHandlersMap

from online_store.errors import StoreDataError, StoreUnavailable
from serving.api.access import ApiRequest
from serving.api.problem import Problem, kind_of

_LOG: Final = logging.getLogger(__name__)
_STORE_RETRY_S: Final = 1
_NONE_OF_THESE: Final = "Invalid enum value"
"""How what litestar says begins where a value is none of a few; then it shows the value."""

# What litestar says of these shows the URL or the body, or says nothing.
_SAID: Final[Mapping[int, str]] = {
    404: "no such path, or nothing at it",
    405: "the path takes other methods; see the header Allow",
    413: "the body is larger than this path takes",
}


def problem_of(error: Exception, handler: BaseRouteHandler | None = None) -> Problem:
    """What is said of an error, whatever it is.

    Args:
        error: of a request.
        handler: of its path, if there is one; it knows which values a parameter may have.
    """
    match error:
        case HTTPException():
            return said_otherwise(error, handler)
        case StoreUnavailable():
            return Problem("unavailable", "the store does not answer", retry_after_s=_STORE_RETRY_S)
        case StoreDataError():
            # Somebody else wrote there: no request can mend it, so nothing is said of a time.
            return Problem("unavailable", "what the store holds there is not usable")
        case _:
            return Problem("internal", "the request met a fault of the service")


def log_fault(route: str, error: Exception) -> None:
    """Log where an error came up that is none of the request's, or of a store that is away.

    What it says is not logged, see `json_log`.
    """
    if not isinstance(error, HTTPException | StoreUnavailable):
        _LOG.error("a request met a fault", exc_info=error, extra={"route": route})


def said_otherwise(error: HTTPException, handler: BaseRouteHandler | None = None) -> Problem:
    """An error of litestar's as a problem, without what it shows of the request."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, ValidationException):
        return _invalid_parameter(error, handler)
    detail = _SAID.get(error.status_code, "the request is not usable")
    return Problem(kind_of(error.status_code), detail, headers=error.headers)


def _invalid_parameter(error: ValidationException, handler: BaseRouteHandler | None) -> Problem:
    """The first parameter at fault; the value that it has is not shown."""
    faults = error.extra if isinstance(error.extra, list) else []
    first = faults[0] if faults and isinstance(faults[0], dict) else {}
    name = first.get("key")
    message = first.get("message", "a parameter is missing or not of its type")
    if message.startswith(_NONE_OF_THESE):
        message = f"expected {_allowed(handler, name) or 'one of the values that it may have'}"
    return Problem("bad_request", f"{name}: {message}" if name else message, field=name)


def _allowed(handler: BaseRouteHandler | None, name: str | None) -> str:
    """The values that a parameter may have; nothing where they are not known."""
    known = {} if handler is None else handler.parsed_fn_signature.parameters
    if name is None or name not in known:
        return ""
    return ", ".join(_literals(known[name].raw))


def _literals(kind: object) -> Iterator[str]:
    """The values of each `Literal` in a type."""
    for part in get_args(kind):
        if get_origin(kind) is Literal:
            yield str(part)
        else:
            yield from _literals(part)


def _answered(request: ApiRequest, error: Exception) -> Response[Any]:
    log_fault(request.scope.get("path_template", ""), error)
    return problem_of(error, request.scope.get("route_handler")).response


FAULT_HANDLERS: Final[ExceptionHandlersMap] = {
    HTTPException: _answered,
    Exception: _answered,
}
