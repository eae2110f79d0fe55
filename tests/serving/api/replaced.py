"""A service on a port, over a real store, whose rules and model a test replaces."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from litestar import Litestar

from jobs.fraud.decided_by import decided_by
from machine.ports import LOCALHOST
from online_store.async_connection import connect_async
from online_store.connection import StoreSettings
from online_store.mirrored_states import StateStore
from serving.api.access import Access
from serving.api.deciding_parts import deciding_parts
from serving.api.metrics import Metrics
from serving.api.observed import Observed
from serving.api.service import Service, service_app
from serving.fraud.deciding import deciding
from serving.fraud.payment_scorer import PaymentScorer
from serving.shared.keys.key_ring import KeyRing
from serving.shared.token_bucket import TokenBuckets
from tests.polling import polled
from tests.serving.api.running import running
from tests.serving.api.served import DEFINITIONS, PLENTY, Headers, Keys
from tests.serving.fraud.replaceable import Replaceable
from tests.serving.stand_ins import SimpleFeatures

_PATIENT_S = 30
_LOOK_S = 0.02


@dataclass
class Replaced:
    """A running service, and the files that it decides by.

    Attributes:
        port: where it listens.
        headers: with a key that may do all.
        reader: with one that may not administer.
        files: that are replaced.
    """

    port: int
    headers: Headers
    reader: Headers
    files: Replaceable
    _connection: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        """Have a connection for one thread."""
        self._connection = HTTPConnection(LOCALHOST, self.port, timeout=_PATIENT_S)

    def again(self) -> "Replaced":
        """The same, for another thread."""
        return Replaced(self.port, self.headers, self.reader, self.files)

    def get(self, path: str, headers: Headers | None = None) -> tuple[int, str]:
        """Status and text of the answer to GET; with all rights unless other headers are given."""
        self._connection.request("GET", path, headers=headers or self.headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read().decode()

    def decided(self, payment: object) -> tuple[int, dict[str, Any]]:
        """Status and body of the answer about a payment, with all that says why."""
        headers = {**self.headers, "Content-Type": "application/json"}
        path = "/v1/decisions?explain=true&deadline_ms=10000"
        self._connection.request("POST", path, json.dumps(payment), headers)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())

    @property
    def in_force(self) -> dict[str, Any]:
        """What it says that it decides by."""
        status, text = self.get("/v1/in-force")
        assert status == 200, text
        assert str(self.files.folder) not in text
        told: dict[str, Any] = json.loads(text)
        return told

    def wait_for(self, *, replaced: int, refused: bool) -> dict[str, Any]:
        """What is in force once so many came into force, and the files are refused or not."""

        def is_so() -> bool:
            told = self.in_force
            return (told["replaced"], told["refused"] is not None) == (replaced, refused)

        polled(is_so, _PATIENT_S, lambda: f"not so: {self.in_force}", 0.01)
        return self.in_force

    def scorer(self) -> PaymentScorer:
        """What decides by the files as they are now."""
        return PaymentScorer(decided_by(self.files.settings), self.files.settings)


@contextmanager
def replaced_service(folder: Path, url: str) -> Iterator[Replaced]:
    """A service over a store that looks at files in a folder many times a second."""
    keys, files = Keys(folder / "keys.json"), Replaceable.begun(folder)
    headers, reader = keys.headers(), keys.headers("read", "score")
    client, metrics = connect_async(StoreSettings(url, 10_000, 10_000), environ={}), Metrics()
    parts = deciding(files.settings, StateStore(client), forwards=False, look_s=_LOOK_S)
    on_request = deciding_parts(parts, metrics)

    @asynccontextmanager
    async def closing(_: Litestar) -> AsyncIterator[None]:
        yield
        await client.aclose()

    service = Service(
        access=Access(KeyRing(keys.path), TokenBuckets(PLENTY)),
        definitions=DEFINITIONS,
        features=SimpleFeatures({}),
        scoring=parts.scoring,
        archive=None,
        checks={},
        others=on_request.handlers,
        lifespan=[closing, on_request.lifespan],
        metrics=metrics,
    )
    with running(Observed(service_app(service), metrics, logs=False)) as port:
        yield Replaced(port, headers, reader, files)
