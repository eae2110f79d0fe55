"""A stream of payments in which the arrival order at some merchants is certain."""

import json
import random
from pathlib import Path

from events.fraud.payment import Payment

START_MS = 1_736_121_600_000


def payments(count: int, cards: int = 60, seed: int = 3) -> list[Payment]:
    """`count` payments in time order.

    Each card pays at merchants of its own, ``own-CARD-N``, and at a few shared ones. At its own
    merchants only its order counts, which every parallelism keeps; at a shared merchant cards of
    different subtasks meet in any order.
    """
    rng = random.Random(seed)
    time_ms = START_MS
    made = []
    for number in range(count):
        time_ms += rng.randrange(0, 120_000)
        card = rng.randrange(cards)
        own = rng.random() < 0.6
        merchant = f"own-{card}-{rng.randrange(2)}" if own else f"shared-{rng.randrange(5)}"
        made.append(
            Payment(
                transaction_id=f"t{number}",
                card_id=f"card-{card}",
                merchant_id=merchant,
                amount_minor=rng.randrange(1, 50_000),
                currency="EUR",
                country=rng.choice(["DE", "FR", "PL"]),
                channel="pos",
                event_time_ms=time_ms - rng.choice([0, 0, 0, 3_600_000]),
            )
        )
    return made


def write(made: list[Payment], path: Path) -> Path:
    """One payment a line."""
    path.write_text("".join(json.dumps(_fields(payment)) + "\n" for payment in made))
    return path


def _fields(payment: Payment) -> dict[str, object]:
    names = payment.__struct_fields__
    return {name: getattr(payment, name) for name in names if getattr(payment, name) is not None}
