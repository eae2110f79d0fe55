"""Cost of the feature state machines, beside a naive recomputation, on one seeded stream.

``python -m bench.feature_state [--json]``. Times are CPU time per payment, the best of several
rounds, so that other work on the machine shows as little as it can.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain, count, islice
from typing import Final

from msgspec.structs import replace

from events.fraud.payment import Payment
from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS
from features.fraud.catalogue import FEATURE_NAMES, SHIPPED
from features.fraud.payment_plan import key_states, payment_plan
from features.shared.limits import HistoryLimits
from features.shared.state.key_state import KeyStates
from features.shared.state.state_log import worth_compacting
from tests.oracles.features_oracle import card_values, merchant_values

START_MS: Final = 1_700_000_000_000
OUT_OF_ORDERNESS_MS: Final = 5_001
LIMITS: Final = HistoryLimits()
ROUNDS: Final = 80
PAYMENTS_A_ROUND: Final = 40
FEWEST_ROUNDS: Final = 3
SHARE_AT_HOME: Final = 0.95


@dataclass(frozen=True)
class Case:
    """One key under one traffic.

    Attributes:
        held: payments that a window of 30 days (and the lateness) holds.
        disorder_ms: every tenth payment is up to this far behind.
        per_day: payments a day; None where those held are spread over 31 days.
        behind_ms: the payments measured are this far behind, up to a minute more or less.
        in_a_row: so many of these come one after another, then one in order.
        everything: all that is defined is computed, not only what is written.
    """

    name: str
    scope: str
    held: int
    disorder_ms: int = 0
    per_day: int | None = None
    behind_ms: int = 0
    in_a_row: int = 1
    everything: bool = False


A_DAY: Final = 16_000
UPLOADED: Final = 1_000

CASES: Final = (
    Case("card", "card", 60),
    Case("card, busy", "card", 3_000),
    Case("card, as many as are exact", "card", 16_000),
    Case("card, the same out of order", "card", 16_000, disorder_ms=600_000),
    Case("card, a million a day", "card", 40_000, per_day=1_000_000),
    Case("merchant, small", "merchant", 60),
    Case("merchant", "merchant", 3_000),
    Case("merchant, as many as are exact", "merchant", 16_000),
    Case("merchant, the same out of order", "merchant", 16_000, disorder_ms=600_000),
    Case("merchant, a million a day", "merchant", 40_000, per_day=1_000_000),
    *(
        case
        for scope, everything in (("card", False), ("merchant", False), ("card", True))
        for case in (
            Case(
                f"{scope}{', everything' if everything else ''}, {A_DAY:,} a day, {name}",
                scope,
                A_DAY,
                per_day=A_DAY,
                behind_ms=behind_ms,
                in_a_row=in_a_row,
                everything=everything,
            )
            for name, behind_ms, in_a_row in (
                ("in order", 0, 1),
                ("1 h back", HOUR_MS, 1),
                ("6 h back", 6 * HOUR_MS, 1),
                ("22 h back", 22 * HOUR_MS, 1),
                (f"{UPLOADED:,} 22 h back", 22 * HOUR_MS, UPLOADED),
            )
        )
    ),
)


@dataclass(frozen=True)
class Result:
    """Measured costs of one case.

    Attributes:
        add_us: CPU time of one payment; of one far behind, with its share of the next in order,
            since that has to compute again what it changed.
        naive_us: CPU time of recomputing its features from the payments held.
        restore_us: CPU time of reading the state from its snapshot.
        written_bytes: written for one payment: its entry, and its share of the snapshots.
    """

    name: str
    add_us: float
    naive_us: float
    times_faster: float
    retained: int
    entry_bytes: int
    written_bytes: int
    snapshot_bytes: int
    restore_us: float


def stream(case: Case) -> Iterator[Payment]:
    """Payments of one key in order, but for those of a disorder."""
    choice = random.Random(20)
    gap_ms = DAY_MS / case.per_day if case.per_day else 31 * DAY_MS / case.held
    for number in count():
        behind_ms = (
            choice.randrange(case.disorder_ms) if case.disorder_ms and not number % 10 else 0
        )
        yield Payment(
            transaction_id=f"{choice.getrandbits(128):032x}",
            card_id=f"card-{choice.randrange(5_000):06d}",
            merchant_id=f"merchant-{int(choice.paretovariate(0.7)) % 2_000:05d}",
            amount_minor=(amount := int(choice.lognormvariate(8, 1))),
            currency="EUR",
            country="DE" if choice.random() < SHARE_AT_HOME else "FR",
            channel="pos",
            event_time_ms=START_MS + int(number * gap_ms) - behind_ms,
            latitude=47 + choice.random(),
            longitude=8 + choice.random(),
            amount_base_minor=amount,
        )


def rounds(case: Case, payments: Iterator[Payment]) -> Iterator[list[Payment]]:
    """What is measured: payments in order, or such as are far behind with one in order after."""
    if not case.behind_ms:
        for _ in range(ROUNDS):
            yield list(islice(payments, PAYMENTS_A_ROUND))
        return
    choice = random.Random(21)
    late = max(PAYMENTS_A_ROUND, case.in_a_row)
    for _ in range(max(ROUNDS * PAYMENTS_A_ROUND // late, FEWEST_ROUNDS)):
        batch: list[Payment] = []
        for number, payment in enumerate(islice(payments, late), 1):
            time_ms = payment.event_time_ms - case.behind_ms + choice.randrange(MINUTE_MS)
            batch.append(replace(payment, event_time_ms=time_ms))
            if number % case.in_a_row == 0:
                batch.append(next(payments))
        yield batch


def kind_of(case: Case) -> KeyStates:
    """The states of the key that the case is of."""
    plan = payment_plan(SHIPPED, LIMITS, None if case.everything else FEATURE_NAMES)
    return next(kind for kind in key_states(plan, LIMITS) if kind.hop.name == case.scope)


def naive_us(case: Case, history: list[Payment]) -> float:
    """Cost of the oracle's recomputation over everything the windows hold."""
    values = card_values if case.scope == "card" else merchant_values
    return best_us(lambda: values(history[-1], history), rounds=3)


def best_us(work: Callable[[], object], rounds: int) -> float:
    """Least CPU time of some rounds of `work`, in microseconds."""
    best = float("inf")
    for _ in range(rounds):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best * 1e6


def measure(case: Case) -> Result:
    """Runs one case."""
    kind = kind_of(case)
    payments = stream(case)
    history = list(islice(payments, case.held))
    state, late = kind.empty(), None if kind.hop.first else False
    newest_ms = 0
    entry = b""
    best = float("inf")
    for batch in chain((history,), rounds(case, payments)):
        begin = time.process_time()
        for payment in batch:
            newest_ms = max(newest_ms, payment.event_time_ms)
            entry = state.add(payment, newest_ms - OUT_OF_ORDERNESS_MS, late=late).entry
        elapsed = time.process_time() - begin
        if batch is not history:
            measured = len(batch) - (len(batch) // (case.in_a_row + 1) if case.behind_ms else 0)
            best = min(best, elapsed / measured)
            history = (history + batch)[-case.held :]
    add_us = best * 1e6
    snapshot = state.snapshot()
    restore_us = best_us(lambda: kind.from_log([snapshot]), rounds=5)
    recomputed_us = naive_us(case, history)
    period = 1
    while not worth_compacting(period, state):
        period += 1
    return Result(
        name=case.name,
        add_us=round(add_us, 1),
        naive_us=round(recomputed_us, 1),
        times_faster=round(recomputed_us / add_us, 1),
        retained=state.retained(),
        entry_bytes=len(entry),
        written_bytes=len(entry) + len(snapshot) // period,
        snapshot_bytes=len(snapshot),
        restore_us=round(restore_us, 1),
    )


def loop_ns() -> float:
    """Nanoseconds of one turn of an empty loop: how fast this machine runs Python just now."""

    def loop() -> None:
        for _ in range(10_000):
            pass

    return best_us(loop, rounds=50) / 10


def main() -> None:
    """Prints a table, or JSON with ``--json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    as_json: bool = parser.parse_args().json
    results = [measure(case) for case in CASES]
    if as_json:
        cases = [asdict(result) for result in results]
        print(json.dumps({"empty_loop_ns": round(loop_ns(), 1), "cases": cases}, indent=2))
        return
    print(f"an empty loop takes {loop_ns():.1f} ns a turn\n")
    columns = (
        "add us",
        "naive us",
        "ratio",
        "items",
        "entry B",
        "written B",
        "snapshot B",
        "restore us",
    )
    print(f"{'':46}" + "".join(f"{column:>12}" for column in columns))
    for result in results:
        name, *figures = asdict(result).values()
        print(f"{name:46}" + "".join(f"{figure:>12,}" for figure in figures))


if __name__ == "__main__":
    main()
