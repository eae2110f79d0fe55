"""What goes wrong on a page, as a page; who has not signed in is sent to do so."""

from typing import Any, Final

from litestar.exceptions import HTTPException
from litestar.response import Response
from litestar.types import ExceptionHandlersMap

from online_store.errors import StoreDataError, StoreUnavailable
from serving.api.access import ApiRequest
from serving.api.faults import FAULT_HANDLERS, said_otherwise
from serving.api.problem import Problem
from serving.dashboard.pages import HEADERS, Pages

SIGN_IN: Final = "/dashboard/sign-in"


def page_faults(pages: Pages) -> ExceptionHandlersMap:
    """Handlers of faults, for the router of the pages."""

    def problem(request: ApiRequest, error: HTTPException) -> Response[Any]:
        said = said_otherwise(error)
        if said.kind == "unauthenticated":
            return _to_sign_in(request)
        page = pages.page("fault.html", said.status_code, problem=said.details)
        page.headers.update(said.headers or {})
        return page

    def fault(request: ApiRequest, error: Exception) -> Response[Any]:
        # Logged as everywhere; only what is shown is another.
        FAULT_HANDLERS[Exception](request, error)
        said = Problem("internal", "the page met a fault of the service")
        return pages.page("fault.html", said.status_code, problem=said.details)

    def store(_: ApiRequest, __: Exception) -> Response[Any]:
        said = Problem("unavailable", "the store does not answer, or holds what is not usable")
        return pages.page("fault.html", said.status_code, problem=said.details)

    return {
        HTTPException: problem,
        StoreUnavailable: store,
        StoreDataError: store,
        Exception: fault,
    }


def _to_sign_in(request: ApiRequest) -> Response[str]:
    # A part of a page that htmx asks for would be put into the page; this takes all of it there.
    if request.headers.get("hx-request") == "true":
        return Response("", status_code=401, headers={**HEADERS, "HX-Redirect": SIGN_IN})
    return Response("", status_code=303, headers={**HEADERS, "Location": SIGN_IN})
