"""What a running service exports once it was asked this and that, scraped as Prometheus would."""

import json
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest

from machine.ports import LOCALHOST
from serving.api.drift import DriftCollector
from tests.polling import polled
from tests.serving.api.served import payment
from tests.serving.drifting import come, small_watch
from tests.serving.fuzz.whole_service import OWN_MERCHANTS, WholeService, whole_service

_PATIENT_S: Final = 30
_NOBODY: Final = f"http://{LOCALHOST}:1"
_PRICES: Final = """
version: 1
currency: EUR
plans: {small: {monthly_minor: 100, included: 1, tiers: [{per_1000_minor: 1000}], quota: 1}}
tenants: {t-tenant: small}
"""


def scraped_serving(folder: Path) -> str:
    """The page of a service that decided, refused and failed, and whose store then went away.

    Nothing takes its payments, and nothing its spans.
    """
    prices = folder / "prices.yaml"
    prices.write_text(_PRICES)
    options = (
        *("--prices", str(prices), "--traces", f"{_NOBODY}/v1/traces", "--traces-sample", "1"),
        *("--set", "source.uri=kinesis:payments", "--set", "source.publisher=POLLING"),
        *("--set", f"aws.endpoint={_NOBODY}"),
    )
    with whole_service(folder, *options) as running:
        for number in range(3):
            _ask(running, "/v1/decisions", payment(f"t-{number}", OWN_MERCHANTS[0]))
        _ask(running, "/graphql", {"query": "{ nothing }"})
        _ask(running, "/v1/scores", payment("t-score", OWN_MERCHANTS[0]), "scorer")
        running.store.kill()
        _ask(running, "/v1/decisions", payment("t-alone", OWN_MERCHANTS[1]), "platform")
        running.status("/readyz")
        polled(
            lambda: "forward_failures_total 0.0" not in _page(running),
            _PATIENT_S,
            lambda: "no write to a stream that is not there has failed",
            poll_s=0.1,
        )
        return _page(running)


def drift_page() -> str:
    """What a service exports of drift after its first comparison, which takes it a minute."""
    watch = small_watch()
    watch.heard(come(3_000, 500.0), is_live=False)
    watch.compare()
    registry = CollectorRegistry()
    registry.register(DriftCollector(watch))
    return generate_latest(registry).decode()


def _ask(running: WholeService, path: str, body: object, key: str = "tenant") -> None:
    _exchanged(running, "POST", path, key, json.dumps(body))


def _page(running: WholeService) -> str:
    return _exchanged(running, "GET", "/metrics", "platform")


def _exchanged(
    running: WholeService, method: str, path: str, key: str, body: str | None = None
) -> str:
    connection = HTTPConnection(LOCALHOST, running.port, timeout=_PATIENT_S)
    headers = {
        "Authorization": f"Bearer {running.keys[key]}",
        "Content-Type": "application/json",
    }
    try:
        connection.request(method, path, body, headers)
        return connection.getresponse().read().decode()
    finally:
        connection.close()
