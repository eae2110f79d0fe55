"""A statement in the form that a request accepts: JSON, CSV or a page."""

from typing import Final

import msgspec
from litestar.response import Response

from serving.api.body import JSON_MEDIA_TYPE
from serving.api.statement_page import page_policy, statement_page
from serving.shared.prices.statement import Statement
from serving.shared.prices.statement_csv import csv_of

CSV_MEDIA_TYPE: Final = "text/csv"
HTML_MEDIA_TYPE: Final = "text/html"

_FORMS: Final = (JSON_MEDIA_TYPE, CSV_MEDIA_TYPE, HTML_MEDIA_TYPE)
_OF_TENANT: Final = {"Cache-Control": "no-store", "Vary": "Accept, Authorization"}


def in_form(statement: Statement, accept: str) -> Response[bytes]:
    """The response to a request with a header `Accept`; JSON where that names no other form."""
    form = accepted_form(accept)
    if form == CSV_MEDIA_TYPE:
        name = f"statement-{statement.month}.csv"
        return Response(
            content=csv_of([statement]).encode(),
            media_type=form,
            headers={**_OF_TENANT, "Content-Disposition": f'attachment; filename="{name}"'},
        )
    if form == HTML_MEDIA_TYPE:
        page = statement_page(statement)
        policy = {
            "Content-Security-Policy": page_policy(page),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        }
        return Response(
            content=page.encode(),
            media_type=form,
            headers={**_OF_TENANT, **policy},
        )
    return Response(
        content=msgspec.json.encode(statement), media_type=JSON_MEDIA_TYPE, headers=_OF_TENANT
    )


def accepted_form(accept: str) -> str:
    """The form with the highest weight, the first of those alike.

    >>> accepted_form("text/html;q=0.5, text/csv"), accepted_form("*/*")
    ('text/csv', 'application/json')
    """
    found = [_weighed(part) for part in accept.split(",")]
    known = [(weight, form) for form, weight in found if form in _FORMS and weight > 0]
    return max(known, key=lambda one: one[0])[1] if known else JSON_MEDIA_TYPE


def _weighed(part: str) -> tuple[str, float]:
    form, *parameters = (one.strip().lower() for one in part.split(";"))
    weights = [one.removeprefix("q=") for one in parameters if one.startswith("q=")]
    try:
        return form, float(weights[0]) if weights else 1.0
    except ValueError:
        return form, 0.0
