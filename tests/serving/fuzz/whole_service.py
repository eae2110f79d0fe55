"""The service as its command starts it, on a real store, beside a job's code that has decided."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from events.fraud.decision import Decision
from events.shared.json_records import encode
from machine.ports import LOCALHOST, free_ports
from online_store.connection import StoreSettings, connect
from servers.leash import Leash
from servers.valkey import ValkeyServer, valkey_server
from serving.shared.caller import SCOPES, Scope
from serving.shared.keys.api_key import new_key
from serving.shared.keys.issuing import add_key, revoke_key
from tests.features.payments import a_payment
from tests.fuzz.hostile_records import START_MS
from tests.polling import polled
from tests.serving.fraud.asking import job_beside
from tests.serving.tail.written_results import WrittenResults

ROOT = Path(__file__).parents[3]
PATIENCE_S = 30
OWN_MERCHANTS = ("m1", "m2", "m3")
_PAYMENTS = 120
_SERVE = "from cli.main import main; main()"


@dataclass
class WholeService:
    """A running service.

    Attributes:
        port: where it listens.
        keys: texts of keys by what they may do; `revoked` and `expired` may do nothing.
        decisions: that the job has made, oldest first.
        store: that it reads; a test may take it away.
    """

    port: int
    keys: Mapping[str, str]
    decisions: tuple[Decision, ...]
    store: ValkeyServer
    leash: Leash = field(repr=False)

    @property
    def memory_kb(self) -> int:
        """Resident memory of its process."""
        lines = Path(f"/proc/{self.leash.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))

    def status(self, path: str, key: str | None = None) -> int:
        """The status of the answer to GET; 0 where there is none."""
        headers = {} if key is None else {"Authorization": f"Bearer {self.keys[key]}"}
        connection = HTTPConnection(LOCALHOST, self.port, timeout=PATIENCE_S)
        try:
            connection.request("GET", path, headers=headers)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def wait_until_ready(self) -> None:
        """Wait until it answers, and its store too."""
        polled(lambda: self.status("/readyz") == 200, PATIENCE_S, self._lacking, poll_s=0.02)

    def _lacking(self) -> str:
        self.leash.check_alive()
        return f"not ready:\n{self.leash.log_tail()}"


@contextmanager
def whole_service(folder: Path, *options: str) -> Iterator[WholeService]:
    """The service for the length of the block.

    Args:
        folder: for its keys, its store and the results of the job; nothing is there yet.
        options: of `revstream serve`, beside those that it needs.
    """
    results, keys = folder / "results", folder / "keys.json"
    texts = _keys(keys)
    with valkey_server(folder, persistent=True) as store:
        decisions = _decided(store, results)
        (port,) = free_ports(1)
        command = [
            *(sys.executable, "-c", _SERVE, "serve", "--keys", str(keys), "--port", str(port)),
            *("--store", store.url, "--set", f"sink.uri=file:{results}"),
            *("--requests-per-s", "1000000", "--burst", "1000000", *options),
        ]
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        leash = Leash(command, folder / "serve.log", folder, environ)
        try:
            service = WholeService(port, texts, decisions, store, leash)
            service.wait_until_ready()
            newest = f"/v1/decisions/{decisions[-1].decision_id}"
            polled(
                lambda: service.status(newest, "platform") == 200,
                PATIENCE_S,
                lambda: f"the decisions are not read:\n{leash.log_tail()}",
                poll_s=0.02,
            )
            yield service
        finally:
            leash.stop()


def _keys(path: Path) -> dict[str, str]:
    wanted: dict[str, tuple[tuple[Scope, ...], tuple[str, ...] | None, int | None]] = {
        "platform": (SCOPES, None, None),
        "tenant": (SCOPES, OWN_MERCHANTS, None),
        "reader": (("read",), None, None),
        "scorer": (("score",), OWN_MERCHANTS, None),
        "revoked": (SCOPES, None, None),
        "expired": (SCOPES, None, 1_001),
    }
    texts: dict[str, str] = {}
    for name, (scopes, merchants, expires_ms) in wanted.items():
        key, texts[name] = new_key(f"t-{name}", scopes, merchants, 1_000, expires_ms=expires_ms)
        add_key(path, key)
        if name == "revoked":
            revoke_key(path, key.key_id, 1_001)
    return texts


def _decided(server: ValkeyServer, results: Path) -> tuple[Decision, ...]:
    """What the job has decided: in the store are its states, in a folder its decisions."""
    folder, made = WrittenResults(results), []
    folder.begin()
    with connect(StoreSettings(server.url, 10_000, 10_000), environ={}) as client:
        job = job_beside(client)
        for number in range(_PAYMENTS):
            decision = job.take(
                a_payment(
                    START_MS + 50 * number,
                    100 * number,
                    card_id=f"c{number % 20}",
                    merchant_id=f"m{number % 8}",
                )
            )
            assert decision is not None
            folder.write(encode(decision))
            made.append(decision)
    folder.checkpoint()
    return tuple(made)
