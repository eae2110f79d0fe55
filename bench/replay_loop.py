"""One seeded stream through the replayer: CPU a payment, and a hash of all that came out.

``python -P bench/replay_loop.py`` runs on the code that is on ``PYTHONPATH``, of this version or of
one before it, see `bench.replay_ratio`. It prints one line of JSON.
"""

import json
import random
import time
from hashlib import sha256
from typing import Final

from events.fraud.label import Label
from events.fraud.payment import Payment
from features.fraud.replayer import Replayer

PAYMENTS: Final = 40_000
CARDS: Final = 2_500
MERCHANTS: Final = 800
START_MS: Final = 1_700_000_000_000
DAY_MS: Final = 86_400_000
SPAN_MS: Final = 60 * DAY_MS
SHARE_LATE: Final = 0.02
SHARE_BEHIND: Final = 0.05
SHARE_LABELLED: Final = 0.02


def stream() -> list[Payment | Label]:
    """Payments of many cards and merchants, some out of order or late, and what became of some."""
    choice = random.Random(7)
    events: list[Payment | Label] = []
    waiting: list[Label] = []
    now_ms = START_MS
    for number in range(PAYMENTS):
        now_ms += int(choice.expovariate(1) * SPAN_MS / PAYMENTS)
        payment = _payment(choice, number, now_ms)
        events += [label for label in waiting if label.reported_time_ms <= now_ms]
        waiting = [label for label in waiting if label.reported_time_ms > now_ms]
        events.append(payment)
        if choice.random() < SHARE_LABELLED:
            waiting.append(_label(choice, number, payment))
    return events


def _payment(choice: random.Random, number: int, now_ms: int) -> Payment:
    behind = choice.random()
    behind_ms = 0
    if behind < SHARE_LATE:
        behind_ms = choice.randrange(2 * DAY_MS, 40 * DAY_MS)
    elif behind < SHARE_LATE + SHARE_BEHIND:
        behind_ms = choice.randrange(600_000)
    return Payment(
        transaction_id=f"{choice.getrandbits(128):032x}",
        card_id=f"card-{int(choice.paretovariate(0.9)) * 31 % CARDS:06d}-{number % 3}",
        merchant_id=f"merchant-{int(choice.paretovariate(0.7)) * 17 % MERCHANTS:05d}",
        amount_minor=int(choice.lognormvariate(8, 1)),
        currency="EUR",
        country=choice.choice(("DE", "DE", "DE", "FR")),
        channel="pos",
        event_time_ms=now_ms - behind_ms,
        latitude=47 + choice.random(),
        longitude=8 + choice.random(),
    )


def _label(choice: random.Random, number: int, payment: Payment) -> Label:
    return Label(
        label_id=f"label-{number}",
        transaction_id=payment.transaction_id,
        card_id=payment.card_id,
        merchant_id=payment.merchant_id,
        kind=choice.choice(("chargeback", "analyst_genuine")),
        event_time_ms=payment.event_time_ms,
        reported_time_ms=payment.event_time_ms + choice.randrange(DAY_MS),
    )


def run(events: list[Payment | Label], replayer: Replayer | None = None) -> tuple[float, str]:
    """CPU time of a payment in microseconds, and the hash of kinds and values.

    Args:
        events: in order of arrival.
        replayer: that has seen nothing yet; None for one that computes what is written.
    """
    replayer = Replayer() if replayer is None else replayer
    replayed = []
    began_s = time.process_time()
    for event in events:
        if isinstance(event, Label):
            replayer.feed_label(event)
        else:
            replayed.append(replayer.feed(event))
    cpu_us = (time.process_time() - began_s) / PAYMENTS * 1e6
    told = sha256()
    for one in replayed:
        told.update(repr((one.kind, one.values)).encode())
    return cpu_us, told.hexdigest()


if __name__ == "__main__":
    cpu_us, values = run(stream())
    print(json.dumps({"cpu_us": cpu_us, "values": values}))
