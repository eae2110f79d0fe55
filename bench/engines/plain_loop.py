"""The work of the job as a plain Python loop: decode, features, decide, encode, write.

``python -m bench.engines.plain_loop SOURCE FOLDER``
"""

import argparse
from pathlib import Path
from time import perf_counter_ns, time_ns

from bench.engines.progress import TOLD_EVERY, tell
from events.fraud.codec import PaymentDecoder, encode
from events.fraud.payment import Payment
from features.fraud.payment_contract import payment_contract
from features.fraud.replayer import Replayer
from jobs.fraud.decided_by import decided_by
from jobs.fraud.settings import load_settings
from udfs.fraud.feature_updates import EntityUpdates, entities_written
from udfs.shared.interpreter import leave_old_objects_alone


def run(source: Path, folder: Path) -> None:
    """Decide the payments of a file, each to its end before the next."""
    by = decided_by(load_settings({}, {"source.uri": f"file:{source}"}))
    plan = by.load_plan()
    decider, replayer = by.load_decider(plan), Replayer(plan=plan)
    decode = PaymentDecoder(contract=payment_contract(by.definitions)).decode
    of_entities = [EntityUpdates(plan, entity) for entity in entities_written(plan)]
    leave_old_objects_alone()
    folder.mkdir(parents=True)
    with (
        source.open("rb") as lines,
        (folder / "decisions.jsonl").open("wb") as decisions,
        (folder / "features.jsonl").open("wb") as features,
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
    asked = parser.parse_args()
    run(asked.source, asked.folder)


if __name__ == "__main__":
    main()
