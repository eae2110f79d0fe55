"""`POST /graphql`, and the schema at `GET /v1/schema/graphql`."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import msgspec
import strawberry
from litestar import get, post
from litestar.response import Response
from litestar.types import ControllerRouterHandler

from serving.api.access import ApiRequest, caller_of, needs, take_more
from serving.api.body import BodyLimits, json_body
from serving.api.graphql.answering import (
    GRAPHQL_PATH,
    GraphqlAnswer,
    answer,
    graphql_query,
    query_schema,
)
from serving.api.graphql.asked import Asked
from serving.api.graphql.limits import QueryLimits
from serving.api.metrics import Metrics
from serving.api.openapi import SCHEMA_PATH, told_body
from serving.api.responses import json_response, told_responses

SDL_PATH: Final = f"{SCHEMA_PATH}/graphql"

_BODY: Final = BodyLimits(most_bytes=64 << 10, within_s=5)
_TEXT: Final = "text/plain"


def graphql_handlers(
    schema: strawberry.Schema, limits: QueryLimits, metrics: Metrics
) -> Sequence[ControllerRouterHandler]:
    """The handlers.

    Args:
        schema: that queries are answered by.
        limits: of a query.
        metrics: count errors.
    """
    told = schema.as_str()

    @post(
        GRAPHQL_PATH,
        guards=[needs("read")],
        status_code=200,
        opt=told_body(query_schema()),
        responses=told_responses(
            GraphqlAnswer,
            *("bad_request", "timeout", "too_large", "unsupported_media_type", "invalid"),
            description="Data, and errors by the fields that they are of",
        ),
    )
    async def ask(request: ApiRequest) -> Response[bytes]:
        """Read what a query asks for."""
        query = graphql_query(await json_body(request, _BODY))
        asked = Asked(
            caller_of(request), limits.records, limits.values, partial(take_more, request)
        )
        return json_response(msgspec.json.encode(await answer(schema, query, asked, metrics)))

    @get(
        SDL_PATH,
        guards=[needs("read")],
        responses=told_responses(str, "bad_request", description="The schema", media_type=_TEXT),
    )
    async def describe() -> Response[str]:
        """Read the schema of /graphql, in its own language."""
        return Response(content=told, media_type=_TEXT)

    return [ask, describe]
