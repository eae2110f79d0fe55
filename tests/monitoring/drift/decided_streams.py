"""A model trained on simulated payments, and the decisions of the weeks after, plain or changed."""

import atexit
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Final

import msgspec
import numpy as np
import pytest

from events.fraud.decision import Decision
from events.fraud.payment import Payment
from events.shared.time_units import DAY_MS
from features.fraud.catalogue import SHIPPED
from models.fraud.artifact import load_model_for
from models.fraud.decider import Decider
from models.fraud.given_features import given_by
from models.fraud.rules import catalogue_schema, load_default_rules
from models.fraud.training.publication import Order, publish
from models.fraud.training.registry import Registry
from models.fraud.training.settings import TrainSettings
from models.shared.artifact import ModelArtifact
from models.shared.profile.model_profile import ModelProfile, load_profile
from models.shared.scorer import OnnxScorer
from models.shared.training.period import Period
from monitoring.drift.monitor import DriftMonitor
from simulator.scenario import Scenario, simulate
from tests.backtest.histories import NAMES, PLAN, Replayed, labelled, replayed
from tests.models.training.quick_fits import make_quick
from trainset.table import TrainingTable

SCENARIO: Final = Scenario(
    seed=21, cards=220, merchants=120, days=63, payments=20_000, fraud_rate=0.02
)
_TRAINED_TO_MS: Final = SCENARIO.start_ms + 49 * DAY_MS
WATCHED_FROM_MS: Final = SCENARIO.start_ms + 56 * DAY_MS
"""Training knows nothing of what comes from here on; the week before, it measured scores on."""
LEARNED: Final = (
    "hour_of_day",
    "card_count_24h",
    "card_count_30d",
    "card_sum_minor_24h",
    "card_seconds_since_last",
    "card_new_merchant",
    "card_amount_z_30d",
    "card_speed_kmh",
    "merchant_count_24h",
    "merchant_sum_minor_7d",
    "merchant_mean_minor_7d",
    "merchant_distinct_cards_24h",
)
"""Features that the model may choose from."""


@dataclass(frozen=True)
class Trained:
    """A model of the registry with its profile."""

    directory: Path
    artifact: ModelArtifact
    profile: ModelProfile


def _tripled(payment: Payment) -> Payment:
    if payment.event_time_ms < WATCHED_FROM_MS:
        return payment
    amount = 3 * payment.amount_minor
    return msgspec.structs.replace(payment, amount_minor=amount, amount_base_minor=None)


@cache
def _replayed(*, tripled: bool) -> Replayed:
    """All payments, as simulated or with amounts that triple in the week that is watched."""
    simulated = [one.payment for one in simulate(SCENARIO)]
    return replayed([_tripled(one) for one in simulated] if tripled else simulated)


@cache
def trained() -> Trained:
    """A small model, trained and published as `revstream train` does it."""
    table = _known(_replayed(tripled=False).table)
    order = Order(
        "small",
        Period(SCENARIO.start_ms, _TRAINED_TO_MS),
        _TRAINED_TO_MS + 7 * DAY_MS,
        TrainSettings(learners=("gradient_boosting",), folds=1),
    )
    folder = Path(mkdtemp(prefix="revstream-drift-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    with pytest.MonkeyPatch.context() as patch:
        make_quick(patch)
        directory = publish(table, order, Registry(folder), lambda _: None).directory
    artifact = load_model_for(directory, SHIPPED)
    return Trained(directory, artifact, load_profile(directory, artifact.manifest))


def _known(table: TrainingTable) -> TrainingTable:
    """What is there before the week that is watched, with labels and the features to learn by."""
    fraud = np.array([one.is_fraud for one in simulate(SCENARIO)])
    rows = np.flatnonzero(table.event_time_ms < WATCHED_FROM_MS)
    columns = [NAMES.index(name) for name in LEARNED]
    of_rows = {
        one.name: getattr(table, one.name)[rows]
        for one in fields(table)
        if isinstance(getattr(table, one.name), np.ndarray)
    }
    of_rows["values"] = of_rows["values"][:, columns]
    return labelled(replace(table, **of_rows, feature_names=LEARNED), fraud[rows], DAY_MS)


@cache
def decisions(*, tripled: bool = False) -> tuple[Decision, ...]:
    """Those of the week that is watched, as the job makes them."""
    scorer = OnnxScorer(trained().artifact, NAMES)
    rules = load_default_rules(catalogue_schema())
    decider = Decider(rules, scorer, "1", lambda: 0, given=given_by(PLAN))
    found = []
    stream = _replayed(tripled=tripled)
    for payment, values in zip(stream.payments, stream.values, strict=True):
        if payment.event_time_ms >= WATCHED_FROM_MS:
            verdict = decider.judge(payment, values, late=False)
            found.append(decider.decision(payment, values, verdict, {}, late=False))
    return tuple(found)


def monitor_of(stream: Iterable[Decision]) -> DriftMonitor:
    """A monitor that was fed a stream."""
    monitor = DriftMonitor(trained().profile, trained().artifact.manifest.sha256)
    for one in stream:
        monitor.feed(one)
    return monitor
