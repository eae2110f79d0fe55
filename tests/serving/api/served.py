"""The API over stand-ins, and keys to it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from litestar.testing import TestClient

from features.fraud.definitions import DEFAULT, load_definitions
from online_store.reader import StoredFeatures
from serving.api.access import Access
from serving.api.decisions import DecisionLimits
from serving.api.observed import Observed
from serving.api.service import Service, service_app
from serving.recommendations.lists import ListService, ListSettings
from serving.shared.caller import SCOPES, Scope
from serving.shared.keys.api_key import new_key
from serving.shared.keys.key_file import change_keys
from serving.shared.keys.key_ring import KeyRing
from serving.shared.token_bucket import RateLimit, TokenBuckets
from tests.serving import stored_lists
from tests.serving.decisions import OTHERS, OWN
from tests.serving.recommendations.asked import Kept
from tests.serving.stand_ins import SimpleArchive, SimpleFeatures, SimpleScoring
from tests.serving.stored_lists import SimpleLists

NOW_S = 1_736_121_660.0
"""What the clock of the tests shows: a minute after the payment."""

DEFINITIONS = load_definitions(DEFAULT)

Headers = dict[str, str]


def payment(transaction_id: str = "t-1", merchant_id: str = OWN) -> dict[str, object]:
    """A payment as a client sends it."""
    return {
        "transaction_id": transaction_id,
        "card_id": "c-1",
        "merchant_id": merchant_id,
        "amount_minor": 1_250,
        "currency": "EUR",
        "country": "FR",
        "channel": "pos",
        "event_time_ms": 1_736_121_600_000,
    }


def stored(**values: int) -> StoredFeatures:
    """Features as of the payment."""
    return StoredFeatures(1_736_121_600_000, 1, values, ttl_s=60)


def known_features() -> Mapping[tuple[str, ...], StoredFeatures]:
    """A card with a hard id, and two merchants."""
    return {
        ("card", "c/1 é"): stored(card_count_1h=3),
        ("merchant", OWN): stored(merchant_count_1h=5),
        ("merchant", OTHERS): stored(merchant_count_1h=6),
    }


@dataclass
class Keys:
    """Makes keys of a file.

    Attributes:
        path: of the file.
    """

    path: Path

    def headers(
        self,
        *scopes: Scope,
        merchants: tuple[str, ...] | None = None,
        expires_ms: int | None = None,
    ) -> Headers:
        """Headers with a new key; of all scopes unless some are given."""
        key, text = new_key("acme", scopes or SCOPES, merchants, 1_000, expires_ms=expires_ms)
        change_keys(self.path, lambda keys: (*keys, key))
        return {"Authorization": f"Bearer {text}"}


PLENTY = RateLimit(1_000, 1_000_000)
"""A limit that no test meets."""


@dataclass
class Served:
    """An API in this process.

    Attributes:
        client: asks it.
        scoring: what decides.
        exposures: where it is written down what shoppers were shown.
        platform: headers of a key for all merchants, with all scopes.
        tenant: of one for its own merchant, with all scopes.
        reader: of one that may only read.
        scorer: of one that may only ask for decisions.
    """

    client: TestClient[Observed]
    scoring: SimpleScoring
    exposures: Kept
    platform: Headers
    tenant: Headers
    reader: Headers
    scorer: Headers


@contextmanager
def served(folder: Path, limit: RateLimit = PLENTY, *, logs: bool = False) -> Iterator[Served]:
    """The API over stand-ins, with its keys in a folder."""
    keys = Keys(folder / "keys.json")
    platform, tenant = keys.headers(), keys.headers(merchants=(OWN,))
    reader, scorer = keys.headers("read"), keys.headers("score")
    scoring, exposures = SimpleScoring(), Kept()
    lists = ListService(SimpleLists(), exposures, ListSettings(), lambda: stored_lists.NOW_S)
    app = replace(service(keys, scoring, limit), lists=lists)
    with TestClient(
        Observed(service_app(app), app.metrics, logs=logs), raise_server_exceptions=False
    ) as client:
        yield Served(client, scoring, exposures, platform, tenant, reader, scorer)


def service(
    keys: Keys,
    scoring: SimpleScoring,
    limit: RateLimit,
    limits: DecisionLimits = DecisionLimits(most_payments=3),  # noqa: B008 - it is frozen
    access: Access | None = None,
) -> Service:
    """The API over stand-ins; keys let in unless `access` is given."""
    ring = KeyRing(keys.path, now_s=lambda: NOW_S)
    return Service(
        access=access or Access(ring, TokenBuckets(limit, clock_s=lambda: 0.0)),
        definitions=DEFINITIONS,
        features=SimpleFeatures(known_features()),
        scoring=scoring,
        archive=SimpleArchive({"d-1": OWN, "d-2": OTHERS}),
        checks={},
        limits=limits,
    )
