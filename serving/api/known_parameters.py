"""Refuses a request with a parameter in its URL that its path does not know.

A name that is mistyped would else be no condition at all, and the answer one to another question.
"""

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter

from serving.api.problem import Problem

if TYPE_CHECKING:
    from serving.api.access import AnyConnection

ANY_PARAMETERS: Final = {"any_parameters": True}
"""For the `opt` of a handler that answers alike whatever is asked."""

_OF_THE_API: Final = "/v1/"
_NAME: Final = re.compile(r"[A-Za-z_]{1,32}")
"""What is shown of what was sent: nothing that could be a key or a number of a card."""


def refuse_unknown_parameters(connection: "AnyConnection", handler: BaseRouteHandler) -> None:
    """Refuse a request of the API with a parameter that its handler does not take; for guards.

    Raises:
        Problem: it has one.
    """
    query = connection.scope["query_string"]
    if not query or not connection.scope["path"].startswith(_OF_THE_API):
        return
    known = _parameters(handler)
    for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
        if name not in known and not handler.opt.keys() & ANY_PARAMETERS.keys():
            raise _unknown(name if _NAME.fullmatch(name) else None, known)


def _parameters(handler: BaseRouteHandler) -> list[str]:
    """The names of those of the URL that a handler takes."""
    return [
        one.kwarg_definition.name or name
        for name, one in handler.parsed_fn_signature.parameters.items()
        if isinstance(one.kwarg_definition, QueryParameter)
    ]


def _unknown(name: str | None, known: list[str]) -> Problem:
    expected = f"expected {', '.join(known)}" if known else "this path takes none"
    return Problem(
        "bad_request", f"{name or 'a name in the URL'}: no such parameter; {expected}", field=name
    )
