"""The work of the job as a plain Python loop: decode, features, decide, encode, write.

``python -m bench.engines.plain_loop SOURCE FOLDER [--discard]``
"""

import argparse
import os
from pathlib import Path
from time import perf_counter_ns, time_ns
from typing import Final

from bench.engines.progress import TOLD_EVERY, tell
from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from events.shared.json_records import encode
from features.fraud.payment_contract import payment_contract
from features.fraud.replayer import Replayer
from jobs.fraud.decided_by import decided_by
from jobs.fraud.settings import load_settings
from udfs.fraud.feature_updates import EntityUpdates, entities_written
from udfs.shared.interpreter import leave_old_objects_alone

_BUFFER_BYTES: Final = 1 << 18


def run(source: Path, decided: Path, updated: Path) -> None:
    """Decide the payments of a file, each to its end before the next.

    Args:
        source: JSON Lines of payments.
        decided: file for decisions.
        updated: file for feature updates.

    Raises:
        TypeError: a line is no payment, or has a fault.
    """
    by = decided_by(load_settings({}, {"source.uri": f"file:{source}"}))
    plan = by.load_plan()
    decider, replayer = by.load_decider(plan), Replayer(plan=plan)
    decode = PaymentDecoder(contract=payment_contract(by.definitions)).decode
    of_entities = [EntityUpdates(plan, entity) for entity in entities_written(plan)]
    leave_old_objects_alone()
    with (
        source.open("rb") as lines,
        decided.open("wb", _BUFFER_BYTES) as decisions,
        updated.open("wb", _BUFFER_BYTES) as features,
    ):
        for number, line in enumerate(lines, 1):
            payment = decode(line, time_ns() // 1_000_000)
            if not isinstance(payment, Payment):
                raise TypeError(f"line {number}: {payment}: expected a payment without faults")
            values = replayer.feed(payment).values
            verdict = decider.judge(payment, values, late=False)
            stage_us = {"rules": verdict.rules_us, "in_job": perf_counter_ns() // 1000}
            decision = decider.decision(payment, values, verdict, stage_us, late=False)
            decisions.write(encode(decision) + b"\n")
            for updates in of_entities:
                text = updates.of(payment, values)
                if text is not None:
                    features.write(text.encode() + b"\n")
            if number % TOLD_EVERY == 0:
                tell(number)


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--discard", action="store_true", help="write no results")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True)
    names = ("decisions.jsonl", "features.jsonl")
    files = [Path(os.devnull) if asked.discard else asked.folder / name for name in names]
    run(asked.source, *files)


if __name__ == "__main__":
    main()
