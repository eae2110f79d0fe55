"""Lists asked for as the API asks for them, at a store."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field

import msgspec

from events.recommendations.shopper import parse_shopper
from events.recommendations.showing import Showing
from online_store.async_connection import connect_async
from online_store.async_lists import AsyncListReader
from online_store.connection import StoreSettings
from serving.recommendations.list_answer import ListAnswer
from serving.recommendations.list_request import list_request
from serving.recommendations.lists import ListService, ListSettings
from serving.shared.caller import SCOPES, Caller

PLATFORM = Caller("shop", "k", frozenset(SCOPES), None)
NOW_S = 2_000_000_000.0


@dataclass
class Kept:
    """A sink that keeps what it is given.

    Attributes:
        records: so far.
        takes: whether it takes any.
    """

    records: list[bytes] = field(default_factory=list)
    takes: bool = True

    def put(self, record: bytes) -> bool:
        if self.takes:
            self.records.append(record)
        return self.takes

    def close(self) -> None:
        """Nothing is open."""

    @property
    def showings(self) -> list[Showing]:
        return [msgspec.json.decode(one, type=Showing) for one in self.records]


@dataclass
class Lists:
    """A service over a store.

    Attributes:
        url: of the store.
        settings: of the service.
        kept: where exposures go.
        now_s: what its clock shows.
    """

    url: str
    settings: ListSettings = field(default_factory=ListSettings)
    kept: Kept = field(default_factory=Kept)
    now_s: float = NOW_S

    def ask(
        self,
        shopper: str,
        *,
        limit: int | None = None,
        exclude: Collection[str] = (),
        category: str | None = None,
        current_item: str | None = None,
    ) -> ListAnswer:
        who = parse_shopper(shopper)
        asked = list_request(
            who.kind,
            who.id,
            limit=limit,
            exclude=exclude,
            category=category,
            current_item=current_item,
        )

        async def answered() -> ListAnswer:
            client = connect_async(StoreSettings(self.url, socket_timeout_ms=10_000), environ={})
            try:
                reader = AsyncListReader(client)
                service = ListService(reader, self.kept, self.settings, lambda: self.now_s)
                return await service.answer(asked, PLATFORM)
            finally:
                await client.aclose()

        return asyncio.run(answered())


def ids(answer: ListAnswer) -> list[str]:
    return [one.item_id for one in answer.items]
