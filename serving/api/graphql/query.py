"""What can be asked for: features, decisions of late with their reasons, one of them, lists."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, get_args

import strawberry
from graphql import GraphQLError
from msgspec import Struct
from strawberry.schema.config import StrawberryConfig
from strawberry.types.execution import ExecutionContext

from events.fraud.decision import Action, Decision, Tier
from events.recommendations.shopper import ShopperKind
from serving.api.decision_reads import MOST_DECISIONS
from serving.api.features import FeatureReads
from serving.api.graphql.asked import AskedInfo, Explains
from serving.api.graphql.generated import SCALARS, GraphqlTypes, value_of
from serving.api.graphql.limits import Limited, QueryLimits
from serving.api.graphql.lists import recommendations_field
from serving.api.list_reads import ListReads
from serving.api.problem import Problem
from serving.fraud.archive.archived import ArchivedDecision, DecisionQuery
from serving.fraud.archive.reading import DecisionReading
from serving.shared.turns import in_turns
from serving.wire.decision_records import DecisionRecord
from serving.wire.entity_features import EntityFeatures

_NAMES: Final = {
    frozenset(get_args(Action)): "Action",
    frozenset(get_args(Tier)): "Tier",
    frozenset(get_args(ShopperKind)): "ShopperKind",
}
_WHY: Final[Mapping[type, frozenset[str]]] = {
    Decision: frozenset(
        {
            "rule_hits",
            "reasons",
            "features",
            "incomplete",
            "base_currency",
            "amount_base_minor",
            "fields",
        }
    )
}
"""What `serving.fraud.brief` leaves out."""

_FIRST: Final = strawberry.argument(description=f"Decisions of the page, 1 to {MOST_DECISIONS}.")
_AFTER: Final = strawberry.argument(description="The end_cursor of the page before.")
_IDS: Final = strawberry.argument(description="An id, or two where the entity has two fields.")


class DecisionEdge(Struct, frozen=True):
    """A decision of a page, and the cursor after it."""

    cursor: str
    node: DecisionRecord


class PageInfo(Struct, frozen=True):
    """Where a page ends; the next is asked for by `end_cursor`."""

    has_next_page: bool
    end_cursor: str | None


class DecisionConnection(Struct, frozen=True):
    """A page of decisions, newest first."""

    edges: tuple[DecisionEdge, ...]
    page_info: PageInfo


class QuietSchema(strawberry.Schema):
    """A schema whose errors are logged by who answers, without what they say."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log nothing: an error has the text of the query."""


def graphql_schema(
    features: FeatureReads,
    archive: DecisionReading | None,
    lists: ListReads | None,
    limits: QueryLimits,
) -> strawberry.Schema:
    """The schema.

    Args:
        features: reads features.
        archive: has decisions of late; None where none are kept, and nothing of them is there.
        lists: reads lists; likewise.
        limits: of a query.
    """
    types = GraphqlTypes(_NAMES, _WHY, Explains)
    body: dict[str, Any] = {
        "__doc__": "All that can be read.",
        "features": _features(features, types),
    }
    if archive is not None:
        body["decision"] = _decision(archive, types)
        body["decisions"] = _decisions(archive, types)
    if lists is not None:
        body["recommendations"] = recommendations_field(lists, types)
    return QuietSchema(
        query=strawberry.type(type("Query", (), body), description=body["__doc__"]),
        extensions=[lambda: Limited(limits)],
        config=StrawberryConfig(
            auto_camel_case=False,
            default_resolver=value_of,
            disable_field_suggestions=True,
            scalar_map=SCALARS,
        ),
    )


def _features(reads: FeatureReads, types: GraphqlTypes) -> Any:  # noqa: ANN401 - strawberry's
    async def features(
        info: AskedInfo, entity: str, ids: Annotated[list[str], _IDS]
    ) -> EntityFeatures | None:
        info.context.spend(1, info.path.key)
        try:
            return await reads.of(info.context.caller, entity, tuple(ids))
        except Problem as problem:
            if problem.kind == "not_found" and entity in reads.entities:
                return None
            raise

    return strawberry.field(
        resolver=features,
        graphql_type=types.of(EntityFeatures) | None,
        description="The newest features of an entity, null where the store has none.",
    )


def _decision(archive: DecisionReading, types: GraphqlTypes) -> Any:  # noqa: ANN401 - strawberry's
    async def decision(info: AskedInfo, decision_id: str) -> DecisionRecord | None:
        info.context.spend(1, info.path.key)
        found = archive.by_id(decision_id, info.context.caller)
        return None if found is None else _record(found)

    return strawberry.field(
        resolver=decision,
        graphql_type=types.of(DecisionRecord) | None,
        description="One decision, null where none of this id is kept here.",
    )


def _decisions(archive: DecisionReading, types: GraphqlTypes) -> Any:  # noqa: ANN401 - strawberry's
    async def decisions(  # noqa: PLR0913 - an argument of the field each
        info: AskedInfo,
        *,
        card: str | None = None,
        merchant: str | None = None,
        action: str | None = None,
        first: Annotated[int, _FIRST] = 50,
        after: Annotated[str | None, _AFTER] = None,
    ) -> DecisionConnection:
        if not 1 <= first <= MOST_DECISIONS:
            raise Problem("invalid", f"first: expected 1 to {MOST_DECISIONS}", field="first")
        info.context.spend(first, info.path.key)
        query = DecisionQuery(
            card_id=card,
            merchant_id=merchant,
            action=None if action is None else action.value,  # type: ignore[attr-defined] # a member
            limit=first,
            after=after,
        )
        try:
            page = archive.page(query, info.context.caller)
        except ValueError as error:
            raise Problem("bad_request", str(error), field="after") from None
        edges = tuple(
            [DecisionEdge(one.decision_id, _record(one)) async for one in in_turns(page.decisions)]
        )
        end = edges[-1].cursor if edges else None
        return DecisionConnection(edges, PageInfo(page.next_cursor is not None, end))

    # Its values are those of the wire, which are in no annotation that a type checker reads.
    decisions.__annotations__["action"] = types.enumeration(get_args(Action)) | None
    return strawberry.field(
        resolver=decisions,
        graphql_type=types.of(DecisionConnection),
        description="Decisions of late that meet every condition, newest first.",
    )


def _record(found: ArchivedDecision) -> DecisionRecord:
    return DecisionRecord(found.decision, found.outcome)
