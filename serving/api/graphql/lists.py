"""`recommendations` of a query: the list of a shopper, as REST gives it."""

from typing import Annotated, Any, Final, get_args

import strawberry

from events.recommendations.shopper import ShopperKind
from serving.api.graphql.asked import AskedInfo
from serving.api.graphql.generated import GraphqlTypes
from serving.api.list_reads import ListReads
from serving.api.problem import Problem
from serving.recommendations.list_answer import ListAnswer
from serving.recommendations.list_request import MOST_ITEMS

_LIMIT: Final = strawberry.argument(
    description=f"Items at most, 1 to {MOST_ITEMS}; as many as the list has unless given."
)
_EXCLUDE: Final = strawberry.argument(description="Items that are on the page or in the cart.")
_CATEGORY: Final = strawberry.argument(description="The only one that items are wanted of.")
_CURRENT: Final = strawberry.argument(description="The item that the shopper is looking at.")
_EXPOSURE: Final = strawberry.argument(
    description="Whether the list is shown to the shopper; false for who only looks at it."
)


def recommendations_field(reads: ListReads, types: GraphqlTypes) -> Any:  # noqa: ANN401 - strawberry's
    """The field; `reads` answers it."""

    async def recommendations(  # noqa: PLR0913 - an argument of the field each
        info: AskedInfo,
        *,
        kind: str,
        id: str,  # noqa: A002 - its name in the query
        limit: Annotated[int | None, _LIMIT] = None,
        exclude: Annotated[list[str] | None, _EXCLUDE] = None,
        category: Annotated[str | None, _CATEGORY] = None,
        current_item: Annotated[str | None, _CURRENT] = None,
        exposure: Annotated[bool, _EXPOSURE] = True,
    ) -> ListAnswer | None:
        if limit is not None and not 1 <= limit <= MOST_ITEMS:
            raise Problem("invalid", f"limit: expected 1 to {MOST_ITEMS}", field="limit")
        # How long the list is, is known only when it was read.
        info.context.spend(MOST_ITEMS if limit is None else limit, info.path.key)
        return await reads.of(
            info.context.caller,
            kind.value,  # type: ignore[attr-defined] # a member of the enumeration
            id,
            limit=limit,
            exclude=exclude or (),
            category=category,
            current_item=current_item,
            exposure=exposure,
        )

    # Its values are those of the wire, which are in no annotation that a type checker reads.
    recommendations.__annotations__["kind"] = types.enumeration(get_args(ShopperKind))
    return strawberry.field(
        resolver=recommendations,
        graphql_type=types.of(ListAnswer) | None,
        description="The list of a user or session, made anew for a page; an exposure, unless"
        " that is not wanted.",
    )
