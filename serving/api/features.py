"""`GET /v1/features/{entity}/{id}`: the newest features of a card, a merchant, a pair.

An id may have any character, a slash too: it is taken out of the path as it was sent, and decoded
once. Of an entity of two fields both ids are given, with a slash between them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import time
from typing import Annotated, Final

import msgspec
from litestar.params import FromPath, PathParameter
from litestar.response import Response
from litestar.types import ControllerRouterHandler

from online_store.readable import ReadableEntity
from serving.api.access import ApiRequest, caller_of, needs
from serving.api.handlers import often_read
from serving.api.problem import Problem
from serving.api.raw_path import ids_after
from serving.api.responses import json_response, told_responses
from serving.fraud.feature_reading import FeatureReading, may_read
from serving.shared.caller import Caller
from serving.wire.entity_features import EntityFeatures

_ABOVE_IDS: Final = "/v1/features/entity/".count("/")
_ID: Final = PathParameter(
    description="Percent-encoded. Of an entity of two fields both, with a slash between them."
)


@dataclass(frozen=True)
class FeatureReads:
    """Reads features for who may see them.

    Attributes:
        reading: reads them.
        entities: that have features, by name.
        now_s: seconds since the epoch.
    """

    reading: FeatureReading
    entities: Mapping[str, ReadableEntity]
    now_s: Callable[[], float] = time

    async def of(self, caller: Caller, entity: str, ids: tuple[str, ...]) -> EntityFeatures:
        """The newest features of an entity.

        Raises:
            Problem: there are none, or not for this caller.
            StoreUnavailable: if the store cannot be used now.
        """
        known = self.entities.get(entity)
        if known is None:
            raise Problem("not_found", f"no such entity; expected {', '.join(self.entities)}")
        fault = known.id_fault(ids)
        if fault is not None:
            raise Problem("invalid", fault, field="id")
        if not may_read(caller, known, ids):
            raise Problem("forbidden", "the key may read what is of its own merchants only")
        found = await self.reading.read(known, ids)
        if found is None:
            raise Problem("not_found", f"the store has no features of this {entity}")
        return EntityFeatures(
            entity=entity,
            ids=ids,
            event_time_ms=found.event_time_ms,
            age_ms=int(self.now_s() * 1_000) - found.event_time_ms,
            ttl_s=found.ttl_s,
            schema_version=found.schema_version,
            values=found.values,
        )


def feature_handlers(reads: FeatureReads) -> Sequence[ControllerRouterHandler]:
    """The handler; `reads` gives a caller only what it may see."""

    @often_read(
        "/v1/features/{entity:str}/{id:path}",
        guards=[needs("read")],
        responses=told_responses(
            EntityFeatures,
            *("bad_request", "not_found", "invalid", "unavailable"),
            description="The features",
        ),
    )
    async def features(
        request: ApiRequest,
        entity: FromPath[str],
        id: Annotated[str, _ID],  # noqa: A002, ARG001 - its name in the URL; read undecoded
    ) -> Response[bytes]:
        """Read the newest features of an entity."""
        found = await reads.of(caller_of(request), entity, ids_after(request, _ABOVE_IDS))
        return json_response(msgspec.json.encode(found))

    return [features]
