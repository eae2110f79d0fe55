"""The work of the job as a bytewax dataflow with recovery: what a Python user would pick instead.

    source: decode, watermark --> card: stateful_map --> merchant: stateful_map --> decide --> files

``python -m bench.engines.bytewax_flow SOURCE FOLDER [--batch N]``. One worker, epochs of 10 s, at
whose ends the states that changed and the place in the source go to SQLite, as bytewax's recovery
does. The states are those of the job, stored as its snapshots: as pickles they would be larger.
"""

import argparse
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import bytewax.operators as op
from bytewax._bytewax import init_db_dir
from bytewax.dataflow import Dataflow
from bytewax.recovery import RecoveryConfig
from bytewax.testing import run_main

from bench.engines.bytewax_ends import RESULTS, PaymentFile, ResultFiles, Written
from events.fraud.payment import Payment
from events.shared.feature_value import FeatureValue
from events.shared.json_records import encode
from features.fraud.payment_contract import payment_contract
from features.fraud.payment_plan import key_states
from features.shared.limits import HistoryLimits
from features.shared.state.key_state import KeyState, KeyStates
from jobs.fraud.decided_by import DecidedBy, decided_by
from jobs.fraud.settings import load_settings
from udfs.fraud.feature_updates import EntityUpdates, entities_written
from udfs.shared.interpreter import leave_old_objects_alone

EPOCH: Final = timedelta(seconds=10)

Passing = tuple[Payment, int, tuple[tuple[FeatureValue, ...], ...]]
"""A payment, the watermark that it arrived at, the values of the keys that it has passed."""


class Kept:
    """The state of a key; bytewax copies it at the end of an epoch, and stores the copy."""

    __slots__ = ("state",)

    def __init__(self, state: KeyState) -> None:
        self.state = state

    def __deepcopy__(self, memo: dict[int, Any]) -> bytes:
        """The snapshot of the state, in place of a copy."""
        return self.state.snapshot()


def observing(states: KeyStates) -> Callable[[Kept | bytes | None, Passing], tuple[Kept, Passing]]:
    """The step of one key."""

    def observe(kept: Kept | bytes | None, passing: Passing) -> tuple[Kept, Passing]:
        if not isinstance(kept, Kept):
            kept = Kept(states.empty() if kept is None else states.from_log([kept]))
        payment, watermark_ms, values = passing
        late = None if states.hop.first else False
        outcome = kept.state.add(payment, watermark_ms, late=late)
        return kept, (payment, watermark_ms, (*values, outcome.values))

    return observe


def keying(key_of: Callable[[Payment], str]) -> Callable[[Passing], str]:
    """The step that sends a payment to its key."""

    def key(passing: Passing) -> str:
        return key_of(passing[0])

    return key


def deciding(by: DecidedBy) -> Callable[[tuple[str, Passing]], tuple[str, Written]]:
    """The step that decides and encodes, for the one part of the sink."""
    plan = by.load_plan()
    decider = by.load_decider(plan)
    of_entities = [EntityUpdates(plan, entity) for entity in entities_written(plan)]

    def decide(keyed: tuple[str, Passing]) -> tuple[str, Written]:
        payment, _, of_keys = keyed[1]
        values = plan.assemble(payment, *of_keys)
        verdict = decider.judge(payment, values, late=False)
        stage_us = {"rules": verdict.rules_us, "model": verdict.model_us}
        decision = decider.decision(payment, values, verdict, stage_us, late=False)
        updates = [one.of(payment, values) for one in of_entities]
        texts = tuple(text.encode() for text in updates if text is not None)
        return RESULTS, (encode(decision), texts)

    return decide


def flow_of(source: Path, folder: Path, batch: int) -> Dataflow:
    """The dataflow from a file of payments to files of results."""
    by = decided_by(load_settings({}, {"source.uri": f"file:{source}"}))
    flow = Dataflow("payments")
    contract = payment_contract(by.definitions)
    stream: Any = op.input("source", flow, PaymentFile(source, contract, batch))
    for states in key_states(by.load_plan(), HistoryLimits(), logged=False):
        name = states.hop.name
        of_key: Any = op.map(f"{name}-value", stream, _passing)
        of_key = op.key_on(f"{name}-key", of_key, keying(states.hop.key))
        stream = op.stateful_map(name, of_key, observing(states))
    op.output("files", op.map("decide", stream, deciding(by)), ResultFiles(folder))
    return flow


def _passing(keyed: Any) -> Any:  # noqa: ANN401 - bytewax tells no types of what flows
    """What a step of a key has put out, without the key; the source puts out no key."""
    return keyed[1] if isinstance(keyed[0], str) else keyed


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--batch", type=int, default=1, help="payments that the source puts out")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True)
    recovery = asked.folder.with_name(f"{asked.folder.name}-recovery")
    recovery.mkdir()
    init_db_dir(recovery, 1)  # type: ignore[no-untyped-call]
    leave_old_objects_alone()
    flow = flow_of(asked.source, asked.folder, asked.batch)
    config = RecoveryConfig(recovery)  # type: ignore[no-untyped-call]
    run_main(flow, epoch_interval=EPOCH, recovery_config=config)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
