"""What a payment weighs: its records on every stream, its state, its hashes in the store.

python -m bench.record_sizes [--payments N] [--json]

Capacity is planned with these figures, see `capacity/measured.py`; a test measures them again.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import ceil
from statistics import mean
from typing import Any, Final

import msgspec
from redis import Redis

from events.fraud.codec import PaymentDecoder, encode
from events.fraud.decision import decision_id
from events.fraud.late import LatePayment
from events.fraud.payment import Payment
from events.shared.feature_update import FEATURE_SCHEMA_VERSION, Entity, FeatureUpdate
from events.shared.feature_value import FeatureValue
from events.shared.rejected import Fault
from events.shared.time_units import DAY_S
from features.fraud.catalogue import CARD_FEATURES, MERCHANT_FEATURES, SHIPPED
from features.fraud.definitions_content import SHIPPED_CONTENT
from features.fraud.payment_contract import payment_contract
from features.fraud.payment_plan import key_states
from features.fraud.replayer import ReplayedPayment, Replayer
from features.shared.limits import HistoryLimits
from features.shared.state.key_state import KeyState
from online_store.connection import StoreSettings, connect
from online_store.hash_fields import hash_fields
from online_store.writer import FeatureStoreWriter
from servers.valkey import valkey_server
from simulator.scenario import Scenario, simulated_labels, wire_records
from udfs.fraud.loading import DEFAULT, DeciderLoader, PlanLoader

_PART_BYTES: Final = 600_000
_TTL_S: Final = 35 * DAY_S
_BATCH: Final = 100
_KB: Final = 1024
_LIMITS: Final = HistoryLimits()
# What the merchant stage writes there in a running job, in digits.
_STAGE_US: Final = {
    "decode": 20,
    "card_features": 120,
    "merchant_features": 120,
    "rules": 60,
    "model": 60,
    "in_job": 4_000,
}


@dataclass(frozen=True)
class RecordSizes:
    """Measured means.

    Attributes:
        payment_bytes: a record on the stream of payments.
        label_bytes: a record on the stream of labels.
        decision_bytes: a record on the stream of decisions.
        feature_update_bytes: a record on the stream of features.
        dead_letter_bytes: a record on the stream of dead letters.
        late_payment_bytes: a record on the stream of late payments.
        labels_per_payment: how many labels follow one payment.
        rejected_per_payment: how many of the records are no payments.
        late_per_payment: how many of the payments are late.
        card_hash_bytes: memory of one card's hash in the store.
        merchant_hash_bytes: memory of one merchant's hash in the store.
        update_kb: kilobytes, each update's rounded up, that one update sends to the store.
        update_server_us: time that the server needs for one update.
        state_bytes_per_payment: what a payment appends to the logs of its card and merchant.
    """

    payment_bytes: float
    label_bytes: float
    decision_bytes: float
    feature_update_bytes: float
    dead_letter_bytes: float
    late_payment_bytes: float
    labels_per_payment: float
    rejected_per_payment: float
    late_per_payment: float
    card_hash_bytes: float
    merchant_hash_bytes: float
    update_kb: float
    update_server_us: float
    state_bytes_per_payment: float


@dataclass
class _Sizes:
    """The sizes of all records, as they are made."""

    payments: list[int] = field(default_factory=list)
    decisions: list[int] = field(default_factory=list)
    updates: list[int] = field(default_factory=list)
    dead_letters: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    appended_bytes: int = 0
    newest: dict[tuple[Entity, str], FeatureUpdate] = field(default_factory=dict)


class _Pipeline:
    """The job's code, without the engine: a record in, the records that it leads to out."""

    def __init__(self) -> None:
        self.sizes = _Sizes()
        self._decoder = PaymentDecoder(contract=payment_contract(SHIPPED))
        loader = DeciderLoader(DEFAULT, DEFAULT, "0.1.0")
        plan = PlanLoader(SHIPPED_CONTENT, _LIMITS, loader.needed())()
        self._replayer, self._decider = Replayer(_LIMITS, plan=plan), loader(plan)
        self._states = key_states(self._replayer.plan, _LIMITS)
        self._keys = dict[tuple[str, str], KeyState]()

    def take(self, raw: bytes, arrival_ms: int) -> None:
        """One record of the stream of payments."""
        self.sizes.payments.append(len(raw))
        payment = self._decoder.decode(raw, arrival_ms)
        if isinstance(payment, Fault):
            letters = payment.dead_letters(raw, _PART_BYTES)
            self.sizes.dead_letters += [len(encode(letter)) for letter in letters]
            return
        replayed = self._replayer.feed(payment)
        if replayed.kind != "duplicate":
            self._decide(payment, replayed)

    def _decide(self, payment: Payment, replayed: ReplayedPayment) -> None:
        late, plan = replayed.kind == "late", self._replayer.plan
        self.sizes.appended_bytes += self._appended_bytes(payment, replayed.watermark_ms, late=late)
        verdict = self._decider.judge(payment, replayed.values, late=late)
        decision = self._decider.decision(payment, replayed.values, verdict, _STAGE_US, late=late)
        self.sizes.decisions.append(len(encode(decision)))
        if late:
            self.sizes.late.append(len(encode(_late_copy(payment, replayed.watermark_ms))))
            return
        for update in _updates(payment, dict(zip(plan.names, replayed.values, strict=True))):
            self.sizes.updates.append(len(encode(update)))
            self.sizes.newest[update.entity, update.entity_id] = update

    def _appended_bytes(self, payment: Payment, watermark_ms: int, *, late: bool) -> int:
        appended_bytes = 0
        for states in self._states:
            key = (states.hop.name, states.hop.key(payment))
            state = self._keys.setdefault(key, states.empty())
            told = None if states.hop.first else late
            appended_bytes += len(state.add(payment, watermark_ms, late=told).entry)
        return appended_bytes


def measure(payments: int) -> RecordSizes:
    """All figures from one simulation of `payments` payments."""
    scenario = Scenario(payments=payments)
    pipeline = _Pipeline()
    for record in wire_records(scenario):
        pipeline.take(record.raw, record.arrival_ms)
    sizes = pipeline.sizes
    labels = [len(encode(label)) for label in simulated_labels(scenario)]
    store = _store_figures(list(sizes.newest.values()))
    return RecordSizes(
        payment_bytes=mean(sizes.payments),
        label_bytes=mean(labels),
        decision_bytes=mean(sizes.decisions),
        feature_update_bytes=mean(sizes.updates),
        dead_letter_bytes=mean(sizes.dead_letters),
        late_payment_bytes=mean(sizes.late),
        labels_per_payment=len(labels) / payments,
        rejected_per_payment=len(sizes.dead_letters) / len(sizes.payments),
        late_per_payment=len(sizes.late) / len(sizes.decisions),
        card_hash_bytes=store.card_hash_bytes,
        merchant_hash_bytes=store.merchant_hash_bytes,
        update_kb=store.update_kb,
        update_server_us=store.update_server_us,
        state_bytes_per_payment=sizes.appended_bytes / len(sizes.decisions),
    )


def _late_copy(payment: Payment, watermark_ms: int) -> LatePayment:
    return LatePayment(
        decision_id(payment),
        payment.transaction_id,
        watermark_ms,
        watermark_ms - payment.event_time_ms,
        payment,
    )


def _updates(
    payment: Payment, values: Mapping[str, FeatureValue]
) -> tuple[FeatureUpdate, FeatureUpdate]:
    card = {feature.name: values[feature.name] for feature in CARD_FEATURES}
    merchant = {feature.name: values[feature.name] for feature in MERCHANT_FEATURES}
    time_ms, transaction_id = payment.event_time_ms, payment.transaction_id
    version = FEATURE_SCHEMA_VERSION
    return (
        FeatureUpdate("card", payment.card_id, time_ms, version, card, transaction_id),
        FeatureUpdate("merchant", payment.merchant_id, time_ms, version, merchant, transaction_id),
    )


@dataclass(frozen=True)
class _StoreFigures:
    card_hash_bytes: float
    merchant_hash_bytes: float
    update_kb: float
    update_server_us: float


def _store_figures(updates: Sequence[FeatureUpdate]) -> _StoreFigures:
    """What the newest update of every card and merchant takes in a real server."""
    of_entity = {
        entity: [update for update in updates if update.entity == entity]
        for entity in ("card", "merchant")
    }
    with valkey_server() as server, connect(StoreSettings(server.url), environ={}) as client:
        # What the server keeps since its first commands is no hash.
        _hash_bytes(client, updates[:_BATCH])
        client.execute_command("FLUSHDB", "SYNC")
        hash_bytes = {entity: _hash_bytes(client, found) for entity, found in of_entity.items()}
        server_us = _usec_per_call(client, "evalsha")
    sent = [len(msgspec.msgpack.encode(hash_fields(update))) for update in updates]
    return _StoreFigures(
        hash_bytes["card"],
        hash_bytes["merchant"],
        mean(ceil(size / _KB) for size in sent),
        server_us,
    )


def _hash_bytes(client: Redis, updates: Sequence[FeatureUpdate]) -> float:
    """Growth of what the server stores for one of `updates`."""
    before = stored_bytes(client)
    writer = FeatureStoreWriter(client, _TTL_S)
    for start in range(0, len(updates), _BATCH):
        writer.write(updates[start : start + _BATCH])
    return (stored_bytes(client) - before) / len(updates)


def stored_bytes(client: Redis) -> int:
    """Memory of the server for what it stores, without the index of the keys.

    A connection keeps a buffer for what it has sent, and the server finds out only some times a
    second how large that is. So a new connection asks, and its memory is not subtracted.
    """
    client.script_flush(sync_type="SYNC")
    client.connection_pool.disconnect()
    memory: Any = client.info("memory")
    return int(memory["used_memory_dataset"]) + int(memory["mem_clients_normal"])


def _usec_per_call(client: Redis, command: str) -> float:
    stats: Any = client.info("commandstats")
    return float(stats[f"cmdstat_{command}"]["usec_per_call"])


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=50_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    sizes = asdict(measure(options.payments))
    if options.json:
        print(json.dumps(sizes))
        return
    for name, value in sizes.items():
        print(f"{name:28}{value:12,.4f}")


if __name__ == "__main__":
    main()
