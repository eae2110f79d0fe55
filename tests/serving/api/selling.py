"""The API with scores, usage and statements over a real store, and keys of two tenants."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from litestar import Litestar
from litestar.testing import TestClient
from msgspec.structs import replace

from models.fraud.thresholds import Thresholds
from online_store.async_connection import connect_async
from online_store.connection import StoreSettings
from online_store.month import Month
from online_store.usage import UsageStore
from serving.api.access import Access
from serving.api.decisions import DecisionLimits
from serving.api.metered_parts import Selling, metered_parts
from serving.api.metrics import Metrics
from serving.api.observed import Observed
from serving.api.service import Service, service_app
from serving.fraud.answer import Answer, Refusal
from serving.fraud.score_answer import Scores
from serving.fraud.score_bands import limits_of
from serving.shared.caller import SCOPES, Caller, Scope
from serving.shared.keys.key_ring import KeyRing
from serving.shared.prices.price_file import parse_prices
from serving.shared.token_bucket import TokenBuckets
from serving.shared.usage.usage_log import UsageLog
from tests.serving.api.served import DEFINITIONS, PLENTY, Headers, payment
from tests.serving.decisions import OTHERS, OWN
from tests.serving.feed.server import new_key_text
from tests.serving.stand_ins import SimpleFeatures, SimpleScoring

NOVEMBER = Month(2026, 11)

PRICES = parse_prices(
    """
version: 1
currency: EUR
plans:
  small:
    monthly_minor: 900
    included: 1
    tiers: [{up_to: 2, per_1000_minor: 5000}, {per_1000_minor: 3000}]
    warn_at: 2
    quota: 3
tenants: {acme: small}
""",
    "prices.yaml",
)


class HexScoring(SimpleScoring):
    """Blocks every payment, by ids as real decisions have them."""

    async def decide(self, raw: bytes, caller: Caller, deadline_ms: int) -> Answer | Refusal:
        answer = await super().decide(raw, caller, deadline_ms)
        if isinstance(answer, Refusal):
            return answer
        made = answer.decision
        name = made.decision_id.encode().hex()[:32].ljust(32, "0")
        return replace(answer, decision=replace(made, decision_id=name))


@dataclass
class Sold:
    """An API in this process.

    Attributes:
        client: asks it.
        acme: headers of a tenant with a plan, for its own merchant, with all scopes.
        globex: of another tenant, for another merchant.
        platform: of who runs the platform.
        viewer: of a key for all merchants that may not administer.
        now_ms: what its clock shows.
    """

    client: TestClient[Observed]
    acme: Headers
    globex: Headers
    platform: Headers
    viewer: Headers
    now_ms: list[int] = field(default_factory=lambda: [NOVEMBER.starts_ms])

    def scored(self, transaction_id: str, headers: Headers, merchant: str = OWN) -> int:
        """The status of a score that is asked for."""
        body = payment(transaction_id, merchant)
        return self.client.post("/v1/scores", json=body, headers=headers).status_code

    def used(self, headers: Headers, query: str = "") -> int:
        """Scores that are told to have been used."""
        answer = self.client.get(f"/v1/usage{query}", headers=headers)
        assert answer.status_code == 200, answer.text
        scores: int = answer.json()["scores"]
        return scores


@contextmanager
def selling(folder: Path, url: str, log: Path | None = None) -> Iterator[Sold]:
    """The API over a store, with its keys in a folder."""
    path = folder / "keys.json"

    def headers(tenant: str, merchants: tuple[str, ...] | None, *scopes: Scope) -> Headers:
        text = new_key_text(path, tenant, scopes or SCOPES, merchants)
        return {"Authorization": f"Bearer {text}"}

    keys = (headers("acme", (OWN,)), headers("globex", (OTHERS,)), headers("platform", None))
    viewer = headers("viewer", None, "read", "score")
    now_ms = [NOVEMBER.starts_ms]
    app = _app(path, url, log, now_ms)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Sold(client, *keys, viewer, now_ms)


def _app(path: Path, url: str, log: Path | None, now_ms: list[int]) -> Observed:
    client = connect_async(StoreSettings(url, 10_000, 10_000))
    metrics, limits = Metrics(), DecisionLimits()

    @asynccontextmanager
    async def closing(_: Litestar) -> AsyncIterator[None]:
        yield
        await client.aclose()

    sold = Selling(
        definitions=DEFINITIONS,
        scores=Scores(lambda _: limits_of(Thresholds(flag=0.04, block=0.64)), {}),
        prices=PRICES,
        store=UsageStore(client),
        log=None if log is None else UsageLog(log),
        now_ms=lambda: now_ms[0],
    )
    parts = metered_parts(HexScoring(), sold, limits, metrics)
    service = Service(
        access=Access(KeyRing(path), TokenBuckets(PLENTY, clock_s=lambda: 0.0)),
        definitions=DEFINITIONS,
        features=SimpleFeatures({}),
        scoring=parts.scoring,
        archive=None,
        checks={},
        limits=limits,
        others=parts.handlers,
        lifespan=[closing, parts.lifespan],
        metrics=metrics,
    )
    return Observed(service_app(service), metrics, logs=False)
