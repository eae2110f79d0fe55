"""The decision stage by itself, with stand-ins for what Flink hands to it."""

import json

import msgspec

from events.fraud.payment import Payment
from features.fraud.catalogue import CARD_FEATURES, FEATURE_NAMES
from features.fraud.definitions_content import SHIPPED_CONTENT
from features.shared.limits import HistoryLimits
from features.shared.plan.plan import Plan
from models.fraud.decider import Decider
from models.fraud.rules import catalogue_schema, parse_fraud_rules
from models.shared.scorer import OnnxScorer
from tests.features.payments import START_MS, a_payment
from tests.models.peculiar_models import FATAL_AMOUNT, failing_for_one_payment
from tests.udfs.flink_stand_ins import Context
from udfs.fraud.decision_stage import DecisionSettings, DecisionStage
from udfs.fraud.enriched import EnrichedPayment
from udfs.fraud.hop_stage import HopSettings
from udfs.fraud.loading import PlanLoader

NO_RULES = parse_fraud_rules("version: 1\nrules: []\n", "none.yaml", catalogue_schema())


def decider(plan: Plan) -> Decider:  # noqa: ARG001 - what loads a decider is told the plan
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
    context = Context()
    limits = HistoryLimits()
    stage = DecisionStage(
        DecisionSettings(
            hop=HopSettings(
                load_plan=PlanLoader(SHIPPED_CONTENT, limits),
                place=1,
                limits=limits,
                cache_bytes=100_000,
                one_core=False,
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
