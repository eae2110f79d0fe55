"""While rules and model are replaced under load, every answer is whole and none is refused."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event
from typing import NamedTuple

import msgspec
import pytest
from redis import Redis

from events.fraud.decision import Decision
from events.fraud.payment import Payment
from features.shared.watermark import NOTHING_SEEN_MS
from online_store.mirrored_key import MirroredKey
from servers.valkey import ValkeyServer
from serving.fraud.agreement import differing
from serving.fraud.key_pictures import Watermarks
from serving.fraud.payment_scorer import PaymentScorer
from serving.fraud.pending import NONE_ON_THEIR_WAY
from tests.features.payments import START_MS, a_payment, as_sent
from tests.serving.api.replaced import Replaced, replaced_service
from tests.serving.fraud.replaceable import BROKEN

pytestmark = pytest.mark.slow

CLIENTS = 3
NEW_RULE = "amount_minor > 50000, action: block, reason: a large amount"
Versions = tuple[str, str]


class Asked(NamedTuple):
    """A request that was answered; `step` is how many replacements were known before it."""

    step: int
    number: int
    status: int
    decision: Decision | None


class Load:
    """Clients that ask about one payment after the other, none of them with a history.

    Attributes:
        step: replacements that are known to have happened.
        ended: set when there is enough.
    """

    def __init__(self, service: Replaced) -> None:
        self._service, self.step, self.ended = service, 0, Event()

    def ask(self, client: int) -> list[Asked]:
        """What one client is answered until the end."""
        service, found = self._service.again(), list[Asked]()
        for number in count(client, CLIENTS):
            if self.ended.is_set():
                return found
            step = self.step
            status, body = service.decided(as_sent(payment(number)))
            made = msgspec.convert(body["decision"], Decision) if status == 200 else None
            found.append(Asked(step, number, status, made))
        raise AssertionError


def payment(number: int) -> Payment:
    """A payment of a card and at a merchant that have no other."""
    amount = 100 + number * 7_919 % 100_000
    return a_payment(
        START_MS,
        amount,
        transaction_id=f"t{number}",
        card_id=f"c{number}",
        merchant_id=f"m{number}",
    )


def made_by(scorer: PaymentScorer, one: Payment) -> Decision:
    """What a scorer decides of a payment without a history."""
    no_key = MirroredKey(None, ())
    nothing = Watermarks(NOTHING_SEEN_MS, NOTHING_SEEN_MS)
    pictures = {
        key.place: scorer.picture(key.place, no_key, NONE_ON_THEIR_WAY, None, nothing)
        for key in scorer.keys(one)
    }
    answer = scorer.decide(one, pictures, NOTHING_SEEN_MS, 0)
    assert answer is not None
    return answer.decision


def versions(decision: Decision) -> Versions:
    """By which rules and model it was made."""
    return decision.ruleset, decision.model.version


@pytest.fixture
def service(valkey: ValkeyServer, store: Redis, tmp_path: Path) -> Iterator[Replaced]:
    assert store.dbsize() == 0
    with replaced_service(tmp_path, valkey.url) as started:
        yield started


def test_every_answer_is_wholly_by_one_or_the_other_and_none_fails(service: Replaced) -> None:
    files, load, scorers = service.files, Load(service), [service.scorer()]
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(load.ask, client) for client in range(CLIENTS)]
        try:
            files.write_rule(BROKEN)
            service.wait_for(replaced=0, refused=True)
            files.write_rule(NEW_RULE)
            service.wait_for(replaced=1, refused=False)
            load.step = 1
            scorers.append(service.scorer())
            files.break_model()
            service.wait_for(replaced=1, refused=True)
            files.write_model("3", flag=1e-6, block=2e-6)
            now = service.wait_for(replaced=2, refused=False)
            load.step = 2
            scorers.append(service.scorer())
        finally:
            load.ended.set()
        asked = [one for client in clients for one in client.result()]
        after = [load_after(service, number) for number in range(10)]
    assert {one.status for one in asked} == {200}
    by = {(one.decider.ruleset, one.decider.model.version): one for one in scorers}
    order = list(by)
    assert len(order) == 3
    differences = [
        one
        for one in asked
        if one.decision is None
        or differing(made_by(by[versions(one.decision)], payment(one.number)), one.decision)
        or order.index(versions(one.decision)) < one.step
    ]
    assert differences == []
    assert {versions(one.decision) for one in asked if one.decision} >= set(order[:2])
    assert {versions(one) for one in after} == {order[2]}
    assert (now["in_force"]["ruleset"], now["in_force"]["model"]["version"]) == order[2]
    _, metrics = service.get("/metrics")
    assert 'revstream_serving_replacements_total{outcome="replaced"} 2.0' in metrics
    assert 'revstream_serving_replacements_total{outcome="refused"} 2.0' in metrics
    assert "revstream_serving_replacement_refused 0.0" in metrics
    assert f'ruleset="{order[2][0]}"' in metrics


def test_what_is_in_force_and_what_is_wrong_with_the_files_is_for_who_may_administer(
    service: Replaced,
) -> None:
    service.files.write_rule(BROKEN)
    told = service.wait_for(replaced=0, refused=True)
    [fault] = told["refused"]["faults"]
    assert fault.startswith("decision.rules:2: ")
    assert told["in_force"]["model"]["version"] == "2"
    assert service.get("/v1/in-force", service.reader)[0] == 403


def load_after(service: Replaced, number: int) -> Decision:
    """The decision of a payment when all is replaced."""
    status, body = service.decided(as_sent(payment(10_000_000 + number)))
    assert status == 200
    return msgspec.convert(body["decision"], Decision)
