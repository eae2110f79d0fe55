"""Training tables for the backtest's tests: replayed payments, and tables written by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from backtest.history import History, history_of
from backtest.truth import KnownTruth
from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from events.shared.feature_value import FeatureValue
from events.shared.time_units import DAY_MS
from features.fraud.catalogue import PAYMENT_FEATURES, SHIPPED
from features.fraud.payment_plan import payment_plan
from features.fraud.replayer import Replayer
from features.shared.limits import HistoryLimits
from simulator.disorder_settings import Disorder
from simulator.files import Truth
from simulator.scenario import Scenario, wire_records
from trainset.manifest import stored_features
from trainset.table import LabelColumns, TrainingTable

NAMES = tuple(feature.name for feature in stored_features(SHIPPED))
"""Of the columns of a training set."""
PLAN = payment_plan(SHIPPED, HistoryLimits(), NAMES)
START_MS = 1_736_121_600_000
NOW_MS = 4_000_000_000_000
NO_LABELS = LabelColumns(
    np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)
)


@dataclass(frozen=True)
class Replayed:
    """A table, with the payments and values that its rows were made from."""

    table: TrainingTable
    payments: list[Payment]
    values: list[tuple[FeatureValue, ...]]


def replayed(payments: Sequence[Payment]) -> Replayed:
    """The table of payments in order of arrival, without labels."""
    replayer = Replayer(plan=PLAN)
    kept: list[Payment] = []
    values: list[tuple[FeatureValue, ...]] = []
    late: list[bool] = []
    for payment in payments:
        outcome = replayer.feed(payment)
        if outcome.kind != "duplicate":
            kept.append(payment)
            values.append(outcome.values)
            late.append(outcome.kind == "late")
    return Replayed(_table(kept, values, late), kept, values)


def _table(
    payments: list[Payment], values: list[tuple[FeatureValue, ...]], late: list[bool]
) -> TrainingTable:
    matrix = np.full((len(payments), len(NAMES)), np.nan)
    of_late = [NAMES.index(name) for name in PLAN.late_names]
    for row, present in enumerate(values):
        columns = of_late if late[row] else slice(None)
        matrix[row, columns] = [np.nan if v is None else float(v) for v in present]
    bare = hand_made(
        amount_minor=[payment.amount_minor for payment in payments],
        event_time_ms=[payment.event_time_ms for payment in payments],
        currency=[payment.currency for payment in payments],
        card=[payment.card_id for payment in payments],
        merchant=[payment.merchant_id for payment in payments],
    )
    return replace(
        bare,
        transaction_id=np.array([payment.transaction_id for payment in payments], dtype=object),
        country=np.array([payment.country for payment in payments], dtype=object),
        channel=np.array([payment.channel for payment in payments], dtype=object),
        late=np.array(late, dtype=np.bool_),
        values=matrix,
    )


def hand_made(
    *,
    amount_minor: Sequence[int],
    event_time_ms: Sequence[int],
    currency: Sequence[str] | None = None,
    card: Sequence[str] | None = None,
    merchant: Sequence[str] | None = None,
) -> TrainingTable:
    """A table with these columns; its values are missing except for the amount."""
    n = len(amount_minor)
    card_ids, cards = _coded(card or ["c"] * n)
    merchant_ids, merchants = _coded(merchant or ["m"] * n)
    values = np.full((n, len(NAMES)), np.nan)
    values[:, 0] = amount_minor
    values[:, 1 : len(PAYMENT_FEATURES)] = 0
    return TrainingTable(
        transaction_id=np.array([f"t{row}" for row in range(n)], dtype=object),
        card=cards,
        merchant=merchants,
        card_ids=card_ids,
        merchant_ids=merchant_ids,
        event_time_ms=np.array(event_time_ms, dtype=np.int64),
        amount_minor=np.array(amount_minor, dtype=np.int64),
        currency=np.array(currency or ["EUR"] * n, dtype=object),
        country=np.array(["DE"] * n, dtype=object),
        channel=np.array(["pos"] * n, dtype=object),
        late=np.zeros(n, dtype=np.bool_),
        values=values,
        feature_names=NAMES,
        labels=NO_LABELS,
        left_out={},
        feedback_delay_ms=7 * DAY_MS,
        data_id="made by hand",
    )


def _coded(names: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    ids = tuple(dict.fromkeys(names))
    codes = {name: code for code, name in enumerate(ids)}
    return ids, np.array([codes[name] for name in names], dtype=np.int64)


def labelled(
    table: TrainingTable, fraud: NDArray[np.bool_], delay_ms: int = 10 * DAY_MS
) -> TrainingTable:
    """The table with a label for every fraud, known `delay_ms` after the payment."""
    rows = np.flatnonzero(fraud)
    reported = table.event_time_ms[rows] + delay_ms
    return replace(table, labels=LabelColumns(rows, reported, np.ones(rows.size, dtype=np.bool_)))


@cache
def simulated(payments: int = 4_000) -> tuple[TrainingTable, dict[str, Truth]]:
    """A simulated history of 40 days with its labels, and the truth about it."""
    scenario = Scenario(
        seed=11, cards=150, merchants=200, days=40, payments=payments, fraud_rate=0.02
    )
    decoder = PaymentDecoder()
    arrived: list[Payment] = []
    truth: dict[str, Truth] = {}
    for record in wire_records(scenario, Disorder(seed=11)):
        payment = decoder.decode(record.raw, NOW_MS)
        if isinstance(payment, Payment):
            arrived.append(payment)
            id_ = payment.transaction_id
            truth.setdefault(id_, Truth(id_, record.is_fraud is True, record.pattern))
    table = replayed(arrived).table
    fraud = np.array([truth[id_].is_fraud for id_ in table.transaction_id.tolist()])
    return labelled(table, fraud), truth


def known(fraud: Sequence[bool], counted: Sequence[bool] | None = None) -> KnownTruth:
    """A truth given by hand; everything counts unless said otherwise."""
    counts = [True] * len(fraud) if counted is None else counted
    return KnownTruth(np.array(fraud, dtype=bool), np.array(counts, dtype=bool), None, "hand")


@dataclass(frozen=True)
class Case:
    """One decided payment of a generated history."""

    amount_minor: int
    currency: str
    day: int
    fraud: bool
    counted: bool
    action: int


CASES = st.lists(
    st.builds(
        Case,
        amount_minor=st.sampled_from([0, 1, 10**12]) | st.integers(0, 10**6),
        currency=st.sampled_from(["EUR", "USD", "JPY"]),
        day=st.integers(0, 12),
        fraud=st.booleans(),
        counted=st.booleans(),
        action=st.sampled_from([0, 1, 2]),
    ),
    min_size=1,
    max_size=30,
)


def decided(cases: Sequence[Case]) -> tuple[History, NDArray[np.int8]]:
    """The history of generated payments, and their actions."""
    table = hand_made(
        amount_minor=[case.amount_minor for case in cases],
        event_time_ms=[START_MS + case.day * DAY_MS + 5 for case in cases],
        currency=[case.currency for case in cases],
    )
    truth = known([case.fraud for case in cases], [case.counted for case in cases])
    actions = np.array([case.action for case in cases], dtype=np.int8)
    return history_of(table, np.arange(len(cases)), truth), actions
