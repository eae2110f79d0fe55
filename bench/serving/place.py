"""A server with a store that a job's code has filled, for as long as something measures it."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep, time
from typing import Final

from bench.forms import ROOT
from events.fraud.codec import PaymentDecoder
from events.fraud.decision import Decision
from events.fraud.payment import Payment
from features.fraud.payment_contract import payment_contract
from jobs.fraud.decided_by import decided_by
from jobs.fraud.settings import load_settings
from online_store.connection import StoreSettings, connect
from online_store.writer import FeatureStoreWriter
from servers.valkey import valkey_server
from serving.fraud.parity.job_stand_in import JobStandIn
from serving.shared.caller import SCOPES
from serving.shared.keys.api_key import new_key
from serving.shared.keys.issuing import add_key

_STATE_ITEMS: Final = 2_000
_TTL_S: Final = 3_600
_NEVER_LIMITED: Final = 1_000_000


@dataclass(frozen=True)
class Place:
    """What is measured.

    Attributes:
        port: of the server, on this machine.
        key: that it lets in.
        other_key: the same, of another tenant.
        cards: that the store has features of.
        results: folder that it follows decisions in.
        decision: the last one that the job's code has made.
    """

    port: int
    key: str
    other_key: str
    cards: tuple[str, ...]
    results: Path
    decision: Decision

    def get(self, path: str, key: str | None = None) -> bytes:
        """A request for a path, by a key of one's own or that of most."""
        return f"GET {path} HTTP/1.1\r\n{self._common(key or self.key)}\r\n".encode()

    def post(self, path: str, body: bytes) -> bytes:
        """A request with a body of JSON."""
        told = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        head = f"POST {path} HTTP/1.1\r\n{self._common(self.key)}{told}\r\n"
        return head.encode() + body

    @staticmethod
    def _common(key: str) -> str:
        return f"Host: bench\r\nAuthorization: Bearer {key}\r\n"


@contextmanager
def served(folder: Path, history: Sequence[bytes]) -> Iterator[Place]:
    """A server, on a store in which the history has left features and states."""
    keys, results = folder / "keys.json", folder / "results"
    text, stalled = (_key(keys, tenant) for tenant in ("bench", "stalled"))
    (results / ".parts" / "decisions").mkdir(parents=True)
    with valkey_server() as store:
        cards, decision = _fill(store.url, history)
        with _server(folder, keys, store.url, results) as port:
            yield Place(port, text, stalled, cards, results, decision)


def _key(path: Path, tenant: str) -> str:
    key, text = new_key(tenant, SCOPES, None, int(time() * 1000))
    add_key(path, key)
    return text


def _fill(url: str, history: Sequence[bytes]) -> tuple[tuple[str, ...], Decision]:
    settings = load_settings({}, {"source.uri": "file:none"})
    by = decided_by(settings)
    decoder = PaymentDecoder(contract=payment_contract(by.definitions))
    decided, cards = None, set()
    with connect(StoreSettings(url)) as client:
        writer = FeatureStoreWriter(client, _TTL_S)
        job = JobStandIn(by, settings.limits, writer, most_items=_STATE_ITEMS)
        for raw in history:
            payment = decoder.decode(raw, int(time() * 1000))
            if isinstance(payment, Payment):
                decided = job.take(payment) or decided
                cards.add(payment.card_id)
    if decided is None:
        raise ValueError("history: no payment in it; expected some")
    return tuple(sorted(cards)), decided


@contextmanager
def _server(folder: Path, keys: Path, store: str, results: Path) -> Iterator[int]:
    command = [
        *(sys.executable, "-c", "from cli.main import main; main()"),
        *("serve", "--keys", str(keys), "--store", store),
        *("--port", "0", "--set", f"sink.uri=file:{results}"),
        *("--requests-per-s", str(_NEVER_LIMITED), "--burst", str(_NEVER_LIMITED)),
    ]
    log = folder / "serve.log"
    with log.open("wb") as stderr:
        process = subprocess.Popen(command, stderr=stderr, cwd=ROOT)  # noqa: S603 - its own command
        try:
            yield _port(process, log)
        finally:
            process.terminate()
            process.wait(30)


def _port(process: "subprocess.Popen[bytes]", log: Path) -> int:
    while process.poll() is None:
        for line in log.read_text(encoding="utf-8").splitlines():
            if line.startswith("serving at "):
                return int(line.partition(",")[0].rpartition(":")[2])
        sleep(0.05)
    raise RuntimeError(f"the server ended: {log.read_text(encoding='utf-8')}")
