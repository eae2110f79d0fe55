"""Whether it lives, whether it can answer, and what it has measured."""

from asyncio import timeout
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Literal

import msgspec
from litestar import get
from litestar.response import Response
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from serving.api.access import ApiRequest, needs, refuse_merchants
from serving.api.metrics import Metrics
from serving.api.openapi import UNGUARDED
from serving.api.problem import Problem
from serving.api.responses import json_response, told_responses

Check = Callable[[], Awaitable[None]]
"""Returns if a part can do its work, and raises whatever says that it cannot."""

_CHECK_WITHIN_S: Final = 1.0
_RETRY_S: Final = 5
_METRICS_MEDIA_TYPE: Final = "text/plain; version=0.0.4"


class Liveness(Struct, frozen=True):
    """That the service lives."""

    status: Literal["alive"] = "alive"


class Readiness(Struct, frozen=True):
    """That the service can answer."""

    status: Literal["ready"] = "ready"


def status_handlers(
    checks: Mapping[str, Check], metrics: Metrics
) -> Sequence[ControllerRouterHandler]:
    """The handlers.

    Args:
        checks: of each part that an answer needs, by a name for people.
        metrics: what was measured.
    """

    @get(
        "/healthz",
        security=UNGUARDED,
        responses=told_responses(Liveness, description="It lives", guarded=False),
    )
    async def health() -> Response[bytes]:
        """Whether the service lives."""
        return json_response(msgspec.json.encode(Liveness()))

    @get(
        "/readyz",
        security=UNGUARDED,
        responses=told_responses(
            Readiness, "unavailable", description="It can answer", guarded=False
        ),
    )
    async def readiness() -> Response[bytes]:
        """Whether the service can answer; a problem says which part cannot."""
        failing = [name for name, check in checks.items() if not await _holds(check)]
        if failing:
            raise Problem("unavailable", f"not ready: {', '.join(failing)}", retry_after_s=_RETRY_S)
        return json_response(msgspec.json.encode(Readiness()))

    @get(
        "/metrics",
        guards=[needs("administer")],
        responses=told_responses(
            str, description="Metrics of this process", media_type=_METRICS_MEDIA_TYPE
        ),
    )
    async def measured(request: ApiRequest) -> Response[bytes]:
        """What was measured, in the text form of Prometheus."""
        refuse_merchants(request)
        return Response(content=metrics.text, media_type=_METRICS_MEDIA_TYPE)

    return [health, readiness, measured]


async def _holds(check: Check) -> bool:
    try:
        async with timeout(_CHECK_WITHIN_S):
            await check()
    except Exception:  # noqa: BLE001 - whatever it is, the part cannot do its work
        return False
    return True
