"""Responses as they are made and as the OpenAPI description tells of them."""

from collections.abc import Mapping
from typing import Any, Final

from litestar.openapi.datastructures import ResponseSpec
from litestar.response import Response

from serving.api.body import JSON_MEDIA_TYPE
from serving.api.problem import KINDS, PROBLEM_MEDIA_TYPE, ProblemKind
from serving.wire.problem_details import ProblemDetails

_OF_EVERY_KEY: Final[tuple[ProblemKind, ...]] = ("unauthenticated", "forbidden", "rate_limited")


def json_response(content: bytes) -> Response[bytes]:
    """A response of JSON that is encoded already."""
    return Response(content=content, media_type=JSON_MEDIA_TYPE)


def told_responses(
    success: Any,  # noqa: ANN401 - a type, or a union of types
    *problems: ProblemKind,
    description: str,
    media_type: str = JSON_MEDIA_TYPE,
    guarded: bool = True,
) -> Mapping[int, ResponseSpec]:
    """What a path may answer, for the description.

    Args:
        success: type of the body of a 200.
        problems: kinds of problem beside those of every key.
        description: of a 200.
        media_type: of a 200.
        guarded: whether the path needs a key.
    """
    told = {200: _spec(success, description, media_type)}
    for kind in (*(_OF_EVERY_KEY if guarded else ()), *problems):
        status, title = KINDS[kind]
        told[status] = _spec(ProblemDetails, title, PROBLEM_MEDIA_TYPE)
    return told


def _spec(body: Any, description: str, media_type: str) -> ResponseSpec:  # noqa: ANN401 - a type
    return ResponseSpec(
        data_container=body,
        generate_examples=False,
        description=description,
        media_type=media_type,
    )
