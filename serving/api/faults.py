"""Turns whatever ends a request into a problem, so that no error has another form."""

import logging
from collections.abc import Mapping
from pathlib import Path
from traceback import extract_tb
from typing import Any, Final

from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Response
from litestar.types import ExceptionHandlersMap

from online_store.errors import StoreUnavailable
from serving.api.access import ApiRequest
from serving.api.problem import Problem, kind_of

_LOG: Final = logging.getLogger(__name__)
_STORE_RETRY_S: Final = 1

# What litestar says of these shows the URL or the body, or says nothing.
_SAID: Final[Mapping[int, str]] = {
    404: "no such path, or nothing at it",
    405: "the path takes other methods; see the header Allow",
    413: "the body is larger than this path takes",
}


def _problem(_: ApiRequest, error: HTTPException) -> Response[Any]:
    return said_otherwise(error).response


def said_otherwise(error: HTTPException) -> Problem:
    """An error of litestar's as a problem, without what it shows of the request."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, ValidationException):
        return _invalid_parameter(error)
    detail = _SAID.get(error.status_code, "the request is not usable")
    return Problem(kind_of(error.status_code), detail, headers=error.headers)


def _invalid_parameter(error: ValidationException) -> Problem:
    """The first parameter at fault; the value that it has is not shown."""
    faults = error.extra if isinstance(error.extra, list) else []
    first = faults[0] if faults and isinstance(faults[0], dict) else {}
    name = first.get("key")
    message = first.get("message", "a parameter is missing or not of its type")
    return Problem("bad_request", f"{name}: {message}" if name else message, field=name)


def _unavailable(_: ApiRequest, __: StoreUnavailable) -> Response[Any]:
    return Problem(
        "unavailable", "the store does not answer", retry_after_s=_STORE_RETRY_S
    ).response


def _internal(request: ApiRequest, error: Exception) -> Response[Any]:
    """A fault of ours: where it came up is logged, what it says is not, as it may show a value."""
    places = [f"{Path(at.filename).name}:{at.lineno}" for at in extract_tb(error.__traceback__)]
    _LOG.error(
        "request failed: %s at %s, route %s",
        type(error).__name__,
        " < ".join(reversed(places)),
        request.scope.get("path_template", ""),
    )
    return Problem("internal", "the request met a fault of the service").response


FAULT_HANDLERS: Final[ExceptionHandlersMap] = {
    HTTPException: _problem,
    StoreUnavailable: _unavailable,
    Exception: _internal,
}
