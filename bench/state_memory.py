"""What decoded states take in memory, beside what the state cache counts for them.

python -m bench.state_memory [--mib N] [--json]

Each case fills a cache with keys of as many payments each, in a process of its own, and compares
the growth of its resident memory with what the cache counts. A test does the same.
"""

import argparse
import gc
import json
import random
import resource
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from events.fraud.payment import Payment
from events.shared.time_units import DAY_MS
from features.fraud.catalogue import FEATURE_NAMES, SHIPPED
from features.fraud.payment_plan import key_states, payment_plan
from features.shared.limits import HistoryLimits
from features.shared.state.key_state import KeyState, KeyStates
from udfs.shared.keyed_stage import state_memory
from udfs.shared.state_cache import (
    SizedState,
    SizedStateT,
    StateCache,
)

PAYMENTS_A_KEY: Final = (1, 4, 30, 300, 3_000)
MIB: Final = 1 << 20
_LIMITS: Final = HistoryLimits()
_MONTH_MS: Final = 30 * DAY_MS
_START_MS: Final = 1_700_000_000_000
_WATERMARK_LAG_MS: Final = 5_000
_PAGE_BYTES: Final = resource.getpagesize()


@dataclass(frozen=True)
class Filled:
    """A full cache.

    Attributes:
        entity: whose states, `card` or `merchant`.
        payments_a_key: payments of the last month that each state holds.
        keys: states held.
        counted_bytes: what the cache counts for them.
        resident_bytes: by how much the process has grown.
    """

    entity: str
    payments_a_key: int
    keys: int
    counted_bytes: int
    resident_bytes: int


def measure(entity: str, payments_a_key: int, limit_bytes: int) -> Filled:
    """Fill a cache in a new process, whose memory nothing else has used before."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(fill, (entity, payments_a_key, limit_bytes))


def fill(entity: str, payments_a_key: int, limit_bytes: int) -> Filled:
    """Fill a cache in this process."""
    memory = state_memory(_states(entity).hop)
    cache: StateCache[SizedState] = StateCache(memory, limit_bytes)
    made = states(entity, payments_a_key)
    gc.collect()
    before = _resident_bytes()
    keys = fill_up(cache, made)
    gc.collect()
    return Filled(entity, payments_a_key, keys, cache.held_bytes, _resident_bytes() - before)


def fill_up(cache: StateCache[SizedStateT], made: Iterator[tuple[str, SizedStateT]]) -> int:
    """Put states into `cache` until it drops the first of them; how many it then holds."""
    for key, state in made:
        held = len(cache)
        cache.remember(key, state)
        if len(cache) <= held:
            break
    return len(cache)


def states(entity: str, payments_a_key: int) -> Iterator[tuple[str, KeyState]]:
    """Cards or merchants without end, each with a month of payments, as they come out of logs."""
    kind = _states(entity)
    written = kind.empty()
    late = None if kind.hop.first else False
    log = [
        written.add(payment, _watermark_ms(payment), late=late).entry
        for payment in _payments(entity, payments_a_key)
    ]
    return ((f"{entity}-{number:08d}", kind.from_log(log)) for number in count())


@cache
def _states(entity: str) -> KeyStates:
    plan = payment_plan(SHIPPED, _LIMITS, FEATURE_NAMES)
    return next(kind for kind in key_states(plan, _LIMITS) if kind.hop.name == entity)


def _watermark_ms(payment: Payment) -> int:
    return payment.event_time_ms - _WATERMARK_LAG_MS


def _payments(entity: str, payments: int) -> list[Payment]:
    """Payments of one card or merchant, spread over a month, in order of time."""
    rng = random.Random(payments)
    times_ms = sorted(rng.randrange(_MONTH_MS) for _ in range(payments))
    return [
        Payment(
            transaction_id=f"transaction-{number:08d}",
            card_id="card" if entity == "card" else f"card-{rng.randrange(10**8):08d}",
            merchant_id="merchant"
            if entity == "merchant"
            else f"merchant-{rng.randrange(10**5):05d}",
            amount_minor=(amount := rng.randrange(100, 50_000)),
            currency="EUR",
            country=rng.choice(("DE", "FR", "IT")),
            channel="pos",
            event_time_ms=_START_MS + time_ms,
            latitude=rng.uniform(40, 55),
            longitude=rng.uniform(0, 20),
            amount_base_minor=amount,
        )
        for number, time_ms in enumerate(times_ms)
    ]


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE_BYTES


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=64)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    found = [
        measure(entity, payments_a_key, options.mib * MIB)
        for entity in ("card", "merchant")
        for payments_a_key in PAYMENTS_A_KEY
    ]
    if options.json:
        print(json.dumps([asdict(filled) for filled in found]))
        return
    print(f"{'':10}{'payments a key':>16}{'keys':>10}{'counted MiB':>14}{'resident MiB':>14}")
    for filled in found:
        sizes = (filled.counted_bytes / MIB, filled.resident_bytes / MIB)
        print(
            f"{filled.entity:10}{filled.payments_a_key:>16,}{filled.keys:>10,}"
            f"{sizes[0]:>14.1f}{sizes[1]:>14.1f}"
        )


if __name__ == "__main__":
    main()
