"""Reads lists for who may see them: the same for REST and for GraphQL."""

from collections.abc import Collection
from dataclasses import dataclass

from events.recommendations.shopper import ShopperKind
from serving.api.problem import Problem
from serving.recommendations.list_answer import ListAnswer
from serving.recommendations.list_request import ListRequestError, list_request
from serving.recommendations.lists import ListService
from serving.shared.caller import Caller


def require_all_merchants(caller: Caller) -> None:
    """Refuse a key of single merchants.

    Raises:
        Problem: it is one.
    """
    if not caller.has_all_merchants:
        raise Problem("forbidden", "lists are for keys of the shop, not of single merchants")


@dataclass(frozen=True)
class ListReads:
    """Reads lists.

    Attributes:
        lists: answers.
    """

    lists: ListService

    async def of(  # noqa: PLR0913 - what a request has
        self,
        caller: Caller,
        kind: ShopperKind,
        shopper_id: str,
        *,
        limit: int | None = None,
        exclude: Collection[str] = (),
        category: str | None = None,
        current_item: str | None = None,
        exposure: bool = True,
    ) -> ListAnswer:
        """The list of a shopper.

        Args:
            caller: who asks.
            kind: what the id is of.
            shopper_id: of the user or session.
            limit: items at most.
            exclude: items that are not wanted.
            category: the only one that items are wanted of.
            current_item: that is looked at.
            exposure: whether the list is shown to the shopper, which is written down.

        Raises:
            Problem: the request is not usable, or lists are not for this caller.
            StoreUnavailable: if the store cannot be used now.
        """
        require_all_merchants(caller)
        try:
            asked = list_request(
                kind,
                shopper_id,
                limit=limit,
                exclude=exclude,
                category=category,
                current_item=current_item,
            )
        except ListRequestError as error:
            raise Problem("invalid", error.detail, field=error.field) from None
        if exposure:
            return await self.lists.answer(asked, caller)
        return (await self.lists.look(asked)).answer
