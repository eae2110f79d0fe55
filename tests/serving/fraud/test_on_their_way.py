"""What is kept of payments on their way, for how long, and how many of them count."""

from pathlib import Path

from redis import Redis

from events.fraud.decision import payment_mark
from events.shared.rejected import Fault
from jobs.fraud.decided_by import decided_by
from jobs.fraud.settings import load_settings
from online_store.mirrored_states import MOST_PENDING
from servers.valkey import ValkeyServer
from serving.fraud.payment_scorer import PaymentScorer
from serving.fraud.pending import pending_text
from tests.features.payments import START_MS, a_payment
from tests.jobs.own_team import own_records, own_team
from tests.serving.fraud.asking import asking, counted, now_ms, raw

HOUR_MS = 3_600_000
LATER_MS = START_MS + 60_000


def test_what_was_asked_about_hours_ago_no_longer_counts(
    valkey: ValkeyServer, store: Redis
) -> None:
    asked = [a_payment(START_MS + at) for at in range(5)]
    two_hours_ago = now_ms() - 2 * HOUR_MS
    for one in asked:
        text = pending_text(payment_mark(one), two_hours_ago, raw(one))
        store.zadd("pending:card:card", {text: two_hours_ago})
    answer = asking(valkey.url, lambda asker: asker.decided(a_payment(LATER_MS)))
    assert (counted(answer)[0], answer.shortfalls) == (1, ("no_job",))
    assert store.zcard("pending:card:card") == 1


def test_of_a_payment_only_what_is_known_of_payments_is_kept(
    valkey: ValkeyServer, store: Redis
) -> None:
    padded = raw(a_payment(START_MS))[:-1] + b', "note": "%s"}' % (b"x" * 10_000)
    asking(valkey.url, lambda asker: asker.decide(padded))
    [kept] = store.zrange("pending:card:card", 0, -1)
    assert len(kept) < 400
    assert counted(asking(valkey.url, lambda asker: asker.decide(a_payment(LATER_MS)))) == (2, 2)


def test_own_fields_of_a_payment_on_its_way_are_known_to_other_processes(
    tmp_path: Path,
) -> None:
    team = own_team(tmp_path)
    named = {
        "features.definitions": str(team.definitions),
        "decision.rules": str(team.rules),
        "decision.model": str(team.model),
    }
    settings = load_settings({}, {"source.uri": "file:payments.jsonl", **named})
    scorer = PaymentScorer(decided_by(settings), settings)
    payments = [scorer.decode(record, now_ms()) for record in own_records(200)]
    given = [
        scorer.decode(scorer.written(one), now_ms())
        for one in payments
        if not isinstance(one, Fault)
    ]
    assert given == payments
    assert len({getattr(one, "tip", None) for one in payments}) > 2


def test_more_on_their_way_than_are_counted_is_said(valkey: ValkeyServer, store: Redis) -> None:
    sent_ms = now_ms()
    texts = {}
    for at in range(MOST_PENDING + 1):
        one = a_payment(START_MS + at)
        texts[pending_text(payment_mark(one), sent_ms + at, raw(one))] = sent_ms + at
    store.zadd("pending:card:card", texts)
    answer = asking(valkey.url, lambda asker: asker.decided(a_payment(LATER_MS)))
    assert answer.shortfalls == ("no_job", "card: too_many_on_their_way")
    assert counted(answer)[0] == MOST_PENDING + 1
