"""Asks the service: decisions, features, decisions of late, and the feed."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from http.client import HTTPException
from time import sleep
from types import TracebackType
from typing import Final, Self
from urllib.parse import quote

import msgspec

from events.fraud.decision import Action, Decision
from events.fraud.payment import Payment
from serving.client.connection import Connections
from serving.client.event_lines import server_events
from serving.client.gap import Gap
from serving.client.patience import Patience
from serving.client.refused import RequestRefused
from serving.fraud.answer import Answer
from serving.wire.batch_answer import BatchAnswer, BatchResult
from serving.wire.decision_records import DecisionRecord, DecisionRecords
from serving.wire.entity_features import EntityFeatures

FEED_SILENT_S: Final = 45.0
"""The service gives a sign of life every 15 s."""

_COME_BACK_S: Final = 2.0

AnyPayment = Payment | Mapping[str, object]


class RevstreamClient:
    """A client of one service; used within one thread.

    Every method raises `RequestRefused` if the service refuses, and `ServiceUnreachable` (an
    OSError) if no answer comes; only the feed goes on.

    Args:
        url: of the service, `http://HOST:PORT` or `https://HOST`.
        key: that it is asked with.
        timeout_s: how long an answer may take.
        wait: for so many seconds, before a request is made again.
        patience: with a service that refuses for a while, see `Patience`.
    """

    def __init__(
        self,
        url: str,
        key: str,
        timeout_s: float = 10.0,
        wait: Callable[[float], None] = sleep,
        patience: Patience = Patience(),  # noqa: B008 - it is frozen
    ) -> None:
        self._connections = Connections(url, key, timeout_s, patience, wait)
        self._wait = wait

    def __enter__(self) -> Self:
        """The client, which is closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the connection."""
        self.close()

    def decide(
        self, payment: AnyPayment, *, deadline_ms: int | None = None, explain: bool = False
    ) -> Answer:
        """The decision of a payment."""
        query = {"deadline_ms": deadline_ms, "explain": "true" if explain else None}
        body = self._connections.post("/v1/decisions", query, msgspec.json.encode(payment))
        return msgspec.json.decode(body, type=Answer)

    def decide_batch(
        self,
        payments: Sequence[AnyPayment],
        *,
        deadline_ms: int | None = None,
        explain: bool = False,
    ) -> tuple[BatchResult, ...]:
        """The decisions of payments, in their order."""
        query = {"deadline_ms": deadline_ms, "explain": "true" if explain else None}
        raw = msgspec.json.encode(list(payments))
        body = self._connections.post("/v1/decisions/batch", query, raw)
        return msgspec.json.decode(body, type=BatchAnswer).results

    def features(self, entity: str, *ids: str) -> EntityFeatures:
        """The newest features of an entity, by an id for each of its fields."""
        path = "/".join(quote(one, safe="") for one in (entity, *ids))
        body = self._connections.get(f"/v1/features/{path}", {})
        return msgspec.json.decode(body, type=EntityFeatures)

    def decision(self, decision_id: str) -> DecisionRecord:
        """One decision of late."""
        path = f"/v1/decisions/{quote(decision_id, safe='')}"
        return msgspec.json.decode(self._connections.get(path, {}), type=DecisionRecord)

    def decisions(
        self,
        *,
        card: str | None = None,
        merchant: str | None = None,
        action: Action | None = None,
        page: int = 100,
    ) -> Iterator[DecisionRecord]:
        """Decisions of late, newest first; pages of so many are asked for as they are needed."""
        query: dict[str, object | None] = {"card": card, "merchant": merchant, "action": action}
        after: str | None = None
        while True:
            asked = {**query, "limit": page, "after": after}
            body = self._connections.get("/v1/decisions", asked)
            found = msgspec.json.decode(body, type=DecisionRecords)
            yield from found.decisions
            after = found.next_cursor
            if after is None:
                return

    def feed(
        self,
        *,
        merchant: str | None = None,
        action: Action | None = None,
        after: str | None = None,
    ) -> Generator[Decision | Gap, None, None]:
        """Decisions as they happen, for ever; a `Gap` where some are missing.

        Where the connection ends, it is asked for again from the last decision on. Only a refusal
        that is not for a while ends it.

        Args:
            merchant: only those at this merchant.
            action: only those that were decided so.
            after: id of the last decision that you have.
        """
        query: dict[str, object | None] = {"merchant": merchant, "action": action}
        while True:
            try:
                for event in self._events({**query, "after": after}):
                    if isinstance(event, Decision):
                        after = event.decision_id
                    yield event
            except RequestRefused as refused:
                if not refused.is_for_a_while:
                    raise
            except (OSError, HTTPException):
                pass  # It is there again later.
            self._wait(_COME_BACK_S)

    def close(self) -> None:
        """Let go of the connection."""
        self._connections.close()

    def _events(self, query: Mapping[str, object | None]) -> Iterator[Decision | Gap]:
        connection, response = self._connections.opened("/v1/feed", query, FEED_SILENT_S)
        try:
            for event in server_events(response):
                if event.kind == "decision":
                    yield msgspec.json.decode(event.data, type=Decision)
                elif event.kind == "gap":
                    yield Gap()
        finally:
            connection.close()
