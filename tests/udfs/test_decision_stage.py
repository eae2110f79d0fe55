"""The decision stage by itself, with stand-ins for what Flink hands to it."""

import json
from collections import Counter

import msgspec

from events.fraud.payment import Payment
from features.fraud.catalogue import CARD_FEATURES, FEATURE_NAMES, SHIPPED
from features.shared.limits import HistoryLimits
from models.fraud.decider import Decider
from models.fraud.rules import catalogue_schema, parse_fraud_rules
from models.shared.scorer import OnnxScorer
from tests.features.payments import START_MS, a_payment
from tests.models.peculiar_models import FATAL_AMOUNT, failing_for_one_payment
from udfs.fraud.decision_stage import DecisionSettings, DecisionStage
from udfs.fraud.enriched import EnrichedPayment
from udfs.fraud.hop_stage import HopSettings
from udfs.fraud.loading import PlanLoader

NO_RULES = parse_fraud_rules("version: 1\nrules: []\n", "none.yaml", catalogue_schema())


class _Metric:
    """A counter or distribution that keeps its sum under its name."""

    def __init__(self, sums: Counter[str], name: str) -> None:
        self._sums, self._name = sums, name

    def inc(self, n: int = 1) -> None:
        self._sums[self._name] += n

    def update(self, value: int) -> None:
        self._sums[self._name] = value


class _Metrics:
    """A group whose metrics write into one counter."""

    def __init__(self) -> None:
        self.sums: Counter[str] = Counter()

    def add_group(self, name: str) -> "_Metrics":  # noqa: ARG002 - Flink's signature
        return self

    def counter(self, name: str) -> _Metric:
        return _Metric(self.sums, name)

    distribution = counter


class _Log:
    """A list state that is empty and takes everything."""

    def get(self) -> list[bytes]:
        return []

    def add(self, element: bytes) -> None:
        """Keeps nothing: the stage's cache has it."""


class _Context:
    """What both `open` and `process_element` ask for; it is its own timer service."""

    def __init__(self) -> None:
        self.metrics = _Metrics()

    def get_metrics_group(self) -> _Metrics:
        return self.metrics

    def get_list_state(self, descriptor: object) -> _Log:  # noqa: ARG002 - Flink's signature
        return _Log()

    def timer_service(self) -> "_Context":
        return self

    def current_watermark(self) -> int:
        return START_MS

    def register_event_time_timer(self, time_ms: int) -> None:
        """Sets none."""


def decider() -> Decider:
    scorer = OnnxScorer(failing_for_one_payment("nan"), FEATURE_NAMES)
    return Decider(NO_RULES, scorer, "1", lambda: 0)


def enriched(payment: Payment) -> bytes:
    return msgspec.msgpack.encode(
        EnrichedPayment(
            payment=payment,
            values=((None,) * len(CARD_FEATURES),),
            incomplete=(),
            late=False,
            watermark_ms=START_MS,
            read_at_ms=START_MS,
            stage_us=(0, 0),
        )
    )


def test_a_payment_without_a_probability_is_flagged_and_counted() -> None:
    context = _Context()
    limits = HistoryLimits()
    stage = DecisionStage(
        DecisionSettings(
            hop=HopSettings(
                load_plan=PlanLoader(SHIPPED.path, SHIPPED.text, limits),
                place=1,
                limits=limits,
                cache_bytes=100_000,
            ),
            writer_buckets=1,
            with_updates=False,
            load_decider=decider,
        )
    )
    stage.open(context)
    amounts = (int(FATAL_AMOUNT), 100)
    rows = [
        row
        for amount in amounts
        for row in stage.process_element(enriched(a_payment(START_MS, amount)), context)
    ]
    stage.close()
    decisions = [json.loads(row[0]) for row in rows]
    assert [(one["action"], one["score"]) for one in decisions] == [("flag", None), ("block", 1.0)]
    assert context.metrics.sums["invalid_scores"] == 1
    assert context.metrics.sums["decided_flag"] == 1
