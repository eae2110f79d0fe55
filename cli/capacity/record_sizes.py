"""What a payment weighs: its records on every stream, its state, its hashes in the store."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean

import msgspec

from cli.capacity.job_loop import LIMITS, JobLoop, Taken
from cli.capacity.stored_sizes import store_figures
from demo.fraud.team_stream import team_records, team_scenario
from events.fraud.payment import Payment
from events.shared.feature_update import FeatureUpdate
from events.shared.json_records import encode
from features.fraud.payment_plan import key_states
from features.shared.plan.plan import Plan
from features.shared.state.key_state import KeyState
from simulator.scenario import Scenario, simulated_labels
from udfs.fraud.loading import DeciderLoader


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
        updates_per_payment: how many feature updates a payment on time leads to.
        hash_bytes: by entity, memory of one hash in the store.
        hashes: by entity, how many there are in the end.
        update_kb: kilobytes, each update's rounded up, that one update sends to the store.
        update_server_us: time that the server needs for one update.
        state_bytes_per_payment: what a payment appends to the logs of its keys.
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
    updates_per_payment: float
    hash_bytes: dict[str, float]
    hashes: dict[str, int]
    update_kb: float
    update_server_us: float
    state_bytes_per_payment: float


@dataclass
class _Sizes:
    """The sizes of all records, as they are made; `fields` are those of each entity's key."""

    fields: dict[str, tuple[str, ...]]
    payments: list[int] = field(default_factory=list)
    decisions: list[int] = field(default_factory=list)
    updates: list[int] = field(default_factory=list)
    dead_letters: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    appended_bytes: int = 0
    newest: dict[tuple[str, ...], str] = field(default_factory=dict)

    def add(self, raw: bytes, taken: Taken) -> None:
        """What came of one record."""
        self.payments.append(len(raw))
        self.dead_letters += map(len, taken.dead_letters)
        if not taken.decision or taken.payment is None:
            return
        self.decisions.append(len(taken.decision))
        if taken.late:
            self.late.append(len(taken.late))
        for name, update in taken.updates:
            self.updates.append(len(update.encode()))
            ids = (str(getattr(taken.payment, one)) for one in self.fields[name])
            self.newest[name, *ids] = update


class _Logs:
    """The logs that a job appends to, by hop and key."""

    def __init__(self, plan: Plan) -> None:
        self._states = key_states(plan, LIMITS)
        self._keys = dict[tuple[str, str], KeyState]()

    def appended_bytes(self, payment: Payment, watermark_ms: int, *, late: bool) -> int:
        """What the payment appends to the logs of its keys."""
        appended_bytes = 0
        for states in self._states:
            key = states.hop.key(payment)
            if key is None:
                continue
            state = self._keys.setdefault((states.hop.name, key), states.empty())
            told = None if states.hop.first else late
            appended_bytes += len(state.add(payment, watermark_ms, late=told).entry)
        return appended_bytes


def measure(payments: int, loader: DeciderLoader) -> RecordSizes:
    """All figures from one simulation of `payments` payments, decided as `loader` says."""
    loop = JobLoop(loader)
    sizes = _Sizes({entity.name: entity.fields for entity in loop.plan.definitions.entities})
    logs, scenario = _Logs(loop.plan), team_scenario(Scenario(payments=payments), loop.plan)
    for record in team_records(scenario, loop.plan.definitions):
        taken = loop.take(record.raw, record.arrival_ms)
        sizes.add(record.raw, taken)
        if taken.decision and taken.payment is not None and taken.replayed is not None:
            sizes.appended_bytes += logs.appended_bytes(
                taken.payment, taken.replayed.watermark_ms, late=bool(taken.late)
            )
    labels = [len(encode(label)) for label in simulated_labels(scenario)]
    store = store_figures(
        [msgspec.json.decode(update, type=FeatureUpdate) for update in sizes.newest.values()]
    )
    return RecordSizes(
        payment_bytes=_mean(sizes.payments),
        label_bytes=_mean(labels),
        decision_bytes=_mean(sizes.decisions),
        feature_update_bytes=_mean(sizes.updates),
        dead_letter_bytes=_mean(sizes.dead_letters),
        late_payment_bytes=_mean(sizes.late),
        labels_per_payment=len(labels) / payments,
        rejected_per_payment=len(sizes.dead_letters) / len(sizes.payments),
        late_per_payment=len(sizes.late) / len(sizes.decisions),
        updates_per_payment=len(sizes.updates) / (len(sizes.decisions) - len(sizes.late)),
        hash_bytes=store.hash_bytes,
        hashes=dict(Counter(name for name, *_ in sizes.newest)),
        update_kb=store.update_kb,
        update_server_us=store.update_server_us,
        state_bytes_per_payment=sizes.appended_bytes / len(sizes.decisions),
    )


def _mean(sizes: Sequence[float]) -> float:
    """The mean; 0 where there is nothing that has a size."""
    return mean(sizes) if sizes else 0.0
