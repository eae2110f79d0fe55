"""A card's and a merchant's page: its payments of late, and its features as the store has them."""

from collections.abc import Callable, Sequence
from time import time
from typing import Annotated, Final

import msgspec
from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from litestar.response import Response
from litestar.types import Guard
from msgspec import Struct

from events.fraud.decision import Action, Decision
from events.shared.feature_update import Entity
from events.shared.money.minor_units import minor_unit_digits
from features.shared.definitions.model import Feature
from serving.api.access import ApiRequest, caller_of
from serving.api.problem import Problem
from serving.dashboard.pages import Pages
from serving.dashboard.rows import rows_of
from serving.dashboard.sources import Sources
from serving.dashboard.stored_features import Stored, none_of, stored_features
from serving.fraud.activity.facts import amount_in
from serving.fraud.archive.archived import ArchivedDecision, DecisionQuery
from serving.fraud.feature_reading import may_read
from serving.shared.caller import Caller

_SHOWN: Final = 200
_LONGEST: Final = 512
_ID: Final = QueryParameter(max_length=_LONGEST)


class Amounts(Struct, frozen=True):
    """The chart of amounts, oldest first; what has no rate is left out.

    Attributes:
        time_s: of each payment, seconds since the epoch.
        amount: in the base currency.
        action: of each.
        currency: the base currency.
    """

    time_s: list[float]
    amount: list[float]
    action: list[Action]
    currency: str


def history_handlers(
    sources: Sources,
    features: Sequence[Feature],
    pages: Pages,
    guards: Sequence[Guard],
    now_s: Callable[[], float] = time,
) -> Sequence[HTTPRouteHandler]:
    """The handlers.

    Args:
        sources: what is shown.
        features: that are defined.
        pages: templates.
        guards: let somebody in.
        now_s: seconds since the epoch.
    """

    async def shown(caller: Caller, entity: Entity, one: str) -> Response[str]:
        found = _found(sources, caller, entity, one)
        decisions = [each.decision for each in found]
        return pages.page(
            "history.html",
            at="decisions",
            reader=caller,
            entity=entity,
            shown_id=one,
            rows=rows_of(found),
            is_cut=len(found) == _SHOWN,
            counts={
                action: sum(each.action == action for each in found)
                for action in ("allow", "flag", "block")
            },
            amounts=msgspec.json.encode(_amounts(sources, decisions)).decode(),
            stored=await _stored(sources, features, caller, (entity, one)),
            now_s=now_s(),
        )

    @get("/card", guards=guards, include_in_schema=False)
    async def card(request: ApiRequest, id: Annotated[str, _ID]) -> Response[str]:  # noqa: A002 - in the URL
        """Show a card."""
        caller = caller_of(request)
        if not caller.has_all_merchants:
            raise Problem("forbidden", "a card pays at many merchants: it is for the platform")
        return await shown(caller, "card", id)

    @get("/merchant", guards=guards, include_in_schema=False)
    async def merchant(request: ApiRequest, id: Annotated[str, _ID]) -> Response[str]:  # noqa: A002 - likewise
        """Show a merchant."""
        caller = caller_of(request)
        if not caller.has_merchant(id):
            raise Problem("forbidden", "the key may read what is of its own merchants only")
        return await shown(caller, "merchant", id)

    return [card, merchant]


def _found(
    sources: Sources, caller: Caller, entity: Entity, one: str
) -> Sequence[ArchivedDecision]:
    if sources.live is None:
        return ()
    card, merchant = (one, None) if entity == "card" else (None, one)
    query = DecisionQuery(card_id=card, merchant_id=merchant, limit=_SHOWN)
    return sources.live.archive.page(query, caller).decisions


def _amounts(sources: Sources, decisions: Sequence[Decision]) -> Amounts:
    currency = "" if sources.live is None else sources.live.activity.base_currency
    unit = 10 ** minor_unit_digits(currency)
    known = [
        (one.event_time_ms / 1_000, minor / unit, one.action)
        for one in decisions
        if (minor := amount_in(one, currency)) is not None
    ]
    known.sort(key=lambda point: point[0])
    return Amounts(
        [time_s for time_s, _, _ in known],
        [amount for _, amount, _ in known],
        [action for _, _, action in known],
        currency,
    )


async def _stored(
    sources: Sources, features: Sequence[Feature], caller: Caller, of: tuple[Entity, str]
) -> Stored:
    entity, one = of
    known = sources.entities.get(entity)
    if known is None or known.id_fault((one,)) is not None or not may_read(caller, known, (one,)):
        return none_of(entity)
    return await stored_features(sources.features, known, one, features)
