"""How long the decision of one payment takes here: rules, model and reasons, one by one.

It is what the job does per payment between its features and its decision, with the job's own
decider. Reading the record, the features, Flink and the network are not in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from backtest.rule_values import rule_rows
from backtest.setting import Setting
from events.fraud.payment import Payment
from events.fraud.payment_type import payment_type
from events.shared.feature_value import FeatureValue
from features.shared.definitions.model import PAYMENT_SCOPE
from models.fraud.decider import Decider
from models.fraud.given_features import GivenFeatures
from models.shared.scorer import OnnxScorer
from trainset.table import Ints, TrainingTable

_WARM_UP = 50


@dataclass(frozen=True, slots=True)
class TierLatency:
    """Microseconds that a decision took, over a sample of the payments.

    Attributes:
        payments: size of the sample.
        mean_us: mean, as are the next two over all payments of the sample.
        p50_us: median.
        p99_us: 99th percentile.
        rules_mean_us: mean of the rules' share.
        model_mean_us: mean of the model's share, reasons included, over the payments it decided.
    """

    payments: int
    mean_us: float
    p50_us: float
    p99_us: float
    rules_mean_us: float
    model_mean_us: float


def tier_latency(
    table: TrainingTable, rows: Ints, setting: Setting, clock_ns: Callable[[], int], sample: int
) -> TierLatency:
    """Decides at most `sample` of `rows`, evenly chosen, by the job's decider, and times each."""
    chosen = rows[np.unique(np.linspace(0, rows.size - 1, min(sample, rows.size)).astype(np.int64))]
    given = _given(table)
    scorer = OnnxScorer(setting.artifact, given.names)
    decider = Decider(setting.rules, scorer, "backtest", clock_ns, given=given)
    every = range(len(given.names))
    of_late = [given.names.index(name) for name in given.late_names]
    cases = [
        (_payment(table, row), _present(values, of_late if late else every), late)
        for row, values, late in zip(
            chosen.tolist(),
            rule_rows(table, chosen, given.names),
            table.late[chosen].tolist(),
            strict=True,
        )
    ]
    for payment, values, late in cases[:_WARM_UP]:
        decider.judge(payment, values, late=late)
    took, rules, model = [], [], []
    for payment, values, late in cases:
        started_ns = clock_ns()
        verdict = decider.judge(payment, values, late=late)
        took.append((clock_ns() - started_ns) / 1000)
        rules.append(verdict.rules_us)
        if verdict.score is not None:
            model.append(verdict.model_us)
    return TierLatency(
        payments=len(took),
        mean_us=round(float(np.mean(took)), 1),
        p50_us=round(float(np.percentile(took, 50)), 1),
        p99_us=round(float(np.percentile(took, 99)), 1),
        rules_mean_us=round(float(np.mean(rules)), 1),
        model_mean_us=round(float(np.mean(model)), 1) if model else 0.0,
    )


def _given(table: TrainingTable) -> GivenFeatures:
    """The features of the table; of a late payment those of the payment itself."""
    own = {one.name for one in table.definitions.features if one.scope == PAYMENT_SCOPE}
    names = table.feature_names
    late_names = tuple(name for name in names if name in own)
    return GivenFeatures(table.definitions, names, late_names)


def _present(values: tuple[object, ...], places: Sequence[int]) -> tuple[FeatureValue, ...]:
    return tuple(cast("FeatureValue", values[place]) for place in places)


def _payment(table: TrainingTable, row: int) -> Payment:
    fields = table.definitions.fields
    return payment_type(fields)(
        transaction_id=str(table.transaction_id[row]),
        card_id=table.card_ids[table.card[row]],
        merchant_id=table.merchant_ids[table.merchant[row]],
        amount_minor=int(table.amount_minor[row]),
        currency=str(table.currency[row]),
        country=str(table.country[row]),
        channel=str(table.channel[row]),
        event_time_ms=int(table.event_time_ms[row]),
        # A training set keeps features, not the payment's own fields.
        **dict.fromkeys(field.name for field in fields),
    )
