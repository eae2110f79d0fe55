"""The OpenAPI description: made from the types of the wire, with the bodies that are read raw.

A body that goes on as the bytes that it came as is no parameter of its handler, so the handler
says in its `opt` what is expected there.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from litestar.connection import Request
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from serving.api.body import JSON_MEDIA_TYPE

API_VERSION: Final = "1"
SCHEMA_PATH: Final = "/v1/schema"
UNGUARDED: Final[list[dict[str, list[str]]]] = [{}]
"""For the `security` of a handler that needs no key."""

_BODY: Final = "told_body"
_OTHER_FORMS: Final = "told_forms"
_SECURITY: Final = "key"


def told_body(schema: Mapping[str, object]) -> dict[str, object]:
    """The `opt` of a handler that reads its body raw.

    Args:
        schema: JSON Schema of the body; its definitions, under `$defs`, become components of the
            description.
    """
    text = msgspec.json.encode(schema).replace(b'"#/$defs/', b'"#/components/schemas/')
    return {_BODY: msgspec.json.decode(text)}


def told_forms(*media_types: str) -> dict[str, object]:
    """The `opt` of a handler that answers in other forms than JSON, too, as texts.

    Args:
        media_types: of a 200, beside that of its description.
    """
    return {_OTHER_FORMS: media_types}


class _WithBodies(JsonRenderPlugin):
    """Adds what handlers read and say to what litestar tells."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        described = msgspec.to_builtins(openapi_schema)
        for path, method, handler in _operations(request):
            told = described["paths"].get(path, {}).get(method)
            if told is None:
                continue
            # Else the name of its function would be.
            told["summary"] = (handler.fn.__doc__ or "").partition("\n")[0].rstrip(".")
            for form in handler.opt.get(_OTHER_FORMS, ()):
                told["responses"]["200"]["content"][form] = {"schema": {"type": "string"}}
            if _BODY in handler.opt:
                body = dict(handler.opt[_BODY])
                described["components"]["schemas"].update(body.pop("$defs", {}))
                told["requestBody"] = {
                    "required": True,
                    "content": {JSON_MEDIA_TYPE: {"schema": body}},
                }
        # An integer is a number too: litestar's oneOf would refuse what more than one type takes.
        return msgspec.json.encode(described).replace(b'"oneOf":', b'"anyOf":')


def _operations(request: Request[Any, Any, Any]) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    for route in request.app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler):
                for method in handler.http_methods:
                    yield route.path_format, str(method).lower(), handler


def openapi_config() -> OpenAPIConfig:
    """How the description is made, and where it is."""
    return OpenAPIConfig(
        title="revstream",
        version=API_VERSION,
        description="Decisions, features and lists of revstream.",
        path=SCHEMA_PATH,
        render_plugins=[_WithBodies(path="/openapi.json")],
        components=Components(
            security_schemes={_SECURITY: SecurityScheme(type="http", scheme="bearer")}
        ),
        security=[{_SECURITY: []}],
    )
