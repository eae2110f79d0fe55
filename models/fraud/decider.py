"""The decision: rules settle the obvious, the model scores the rest.

values --tier 1: rules--> hit?  --> their action
               |  no hit
               +--tier 2: model--> score --> thresholds --> allow | flag | block
                                   no probability? flag, and say so
a late payment has no history to score: rules over the payment alone, or allow
"""

from collections.abc import Callable, Sequence
from math import isnan
from typing import Final

from msgspec import UNSET, Struct, UnsetType

from events.fraud.codec import NO_OWN_FIELDS
from events.fraud.decision import (
    MISSING_RATE,
    NO_SCORE,
    Action,
    Decision,
    Reason,
    RuleHit,
    Tier,
    decision_id,
)
from events.fraud.payment import Payment
from events.fraud.payment_contract import PaymentContract
from events.shared.feature_value import FeatureValue
from events.shared.model_ref import ModelRef
from events.shared.own_record import carried_values
from models.fraud.given_features import SHIPPED_FEATURES, GivenFeatures
from models.fraud.reasons import ModelReasons
from models.fraud.rules import settle
from models.fraud.rules.schema import payment_values, rule_names
from models.fraud.thresholds import action_named, thresholds_of
from models.shared.rules import Rule, RuleSet
from models.shared.scorer import OnnxScorer

_LATE: Final = Reason(
    source="job",
    name="late",
    text="the payment came too late for exact features: decided by rules on the payment alone",
)
_NO_SCORE: Final = Reason(
    source="job",
    name=NO_SCORE,
    text="the model gave no probability for this payment: flagged for a person to look at",
)
_MISSING_RATE: Final = Reason(
    source="job",
    name=MISSING_RATE,
    text="no exchange rate for the currency at the time of the payment: its amount is not compared",
)


class Verdict(Struct, frozen=True):
    """What both tiers together say of one payment.

    Attributes:
        tier: which of them settled it.
        score: probability of fraud; None where the model did not run or gave none.
        rules_us: microseconds that the rules took.
        model_us: microseconds that the model and its reasons took, 0 where it did not run.
    """

    action: Action
    tier: Tier
    score: float | None
    hits: tuple[Rule, ...]
    reasons: tuple[Reason, ...]
    rules_us: int
    model_us: int

    @property
    def without_probability(self) -> bool:
        """Whether the model was asked and gave no probability."""
        return self.tier == "model" and self.score is None


class Decider:
    """Decides payments by one rule set and one model.

    Args:
        rules: the rule set in force.
        scorer: the model in force.
        job_version: version of the code, for the decision's record.
        clock_ns: a monotonic clock in nanoseconds, to time the tiers by.
        contract: how amounts are compared, and the fields that decisions carry.
        given: the features that it decides by, which are those that the scorer is given.

    Attributes:
        ruleset: sha256 of the rules.
        model: which model.
        thresholds: of the model's scores.

    Raises:
        ExplainerError: the model has an explainer that does not fit it.
        ValueError: rules read a feature that is not given.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what decides, and what it is told of payments
        self,
        rules: RuleSet,
        scorer: OnnxScorer,
        job_version: str,
        clock_ns: Callable[[], int],
        contract: PaymentContract = NO_OWN_FIELDS,
        given: GivenFeatures = SHIPPED_FEATURES,
    ) -> None:
        self._hits = rules.compile(rule_names(given.names, given)).hits
        self._late_hits = rules.compile(rule_names(given.late_names, given), "missing").hits
        self._of_payment = payment_values(given)
        self._given = given
        self.ruleset = rules.sha256
        self._scorer = scorer
        self._reasons = ModelReasons(scorer, given.definitions)
        self.thresholds = thresholds_of(scorer.manifest)
        manifest = scorer.manifest
        self.model = ModelRef(manifest.name, manifest.version, manifest.sha256)
        self._job_version = job_version
        self._clock_ns = clock_ns
        self._base_currency = None if contract.money is None else contract.money.base_currency
        self._carried = carried_values(contract.fields)

    def judge(
        self,
        payment: Payment,
        values: Sequence[FeatureValue],
        *,
        late: bool,
        alone: Reason = _LATE,
    ) -> Verdict:
        """What to do with `payment`.

        Args:
            payment: the payment.
            values: of all given features in their order, or of the late ones where it is late.
            late: whether it is late, and so to be decided by itself.
            alone: why it is decided by itself, where it is.
        """
        started_ns = self._clock_ns()
        seen = (*values, *self._of_payment(payment))
        hits = (self._late_hits if late else self._hits)(seen)
        settled = settle(rule.action for rule in hits)
        ruled_ns = self._clock_ns()
        rules_us = (ruled_ns - started_ns) // 1000
        if settled is not None or late:
            reasons = tuple(Reason("rule", rule.id, rule.reason) for rule in hits)
            reasons = (*reasons, alone) if late else reasons
            reasons += self._of_money(payment)
            return Verdict(settled or "allow", "rules", None, hits, reasons, rules_us, 0)
        action, score, reasons = self._scored(values)
        reasons += self._of_money(payment)
        model_us = (self._clock_ns() - ruled_ns) // 1000
        return Verdict(action, "model", score, (), reasons, rules_us, model_us)

    def _scored(
        self, values: Sequence[FeatureValue]
    ) -> tuple[Action, float | None, tuple[Reason, ...]]:
        score = self._scorer.score(values)
        if isnan(score):
            return "flag", None, (_NO_SCORE,)
        action = self.thresholds.action(score)
        return action, score, () if action == "allow" else self._reasons.top(values)

    def _of_money(self, payment: Payment) -> tuple[Reason, ...]:
        lacks = payment.amount_base_minor is None and self._base_currency is not None
        return (_MISSING_RATE,) if lacks else ()

    def decision(  # noqa: PLR0913 - what a decision is made of
        self,
        payment: Payment,
        values: Sequence[FeatureValue],
        verdict: Verdict,
        stage_us: dict[str, int],
        *,
        late: bool,
        incomplete: tuple[str, ...] = (),
    ) -> Decision:
        """The record of `verdict`, with everything needed to explain and repeat it."""
        base_currency, amount_base_minor = self._compared(payment)
        names = self._given.late_names if late else self._given.names
        hits = ((rule.id, rule.version, action_named(rule.action)) for rule in verdict.hits)
        return Decision(
            decision_id=decision_id(payment),
            transaction_id=payment.transaction_id,
            card_id=payment.card_id,
            merchant_id=payment.merchant_id,
            event_time_ms=payment.event_time_ms,
            action=verdict.action,
            score=verdict.score,
            tier=verdict.tier,
            rule_hits=tuple(RuleHit(*hit) for hit in hits),
            reasons=verdict.reasons,
            features=dict(zip(names, values, strict=True)),
            model=self.model,
            ruleset=self.ruleset,
            stage_us=stage_us,
            late=late,
            trace_id=payment.trace_id,
            job_version=self._job_version,
            currency=payment.currency,
            country=payment.country,
            channel=payment.channel,
            base_currency=base_currency,
            amount_base_minor=amount_base_minor,
            fields=self._carried(payment) or UNSET,
            incomplete=incomplete or UNSET,
            definitions=self._given.definitions.sha256,
        )

    def _compared(self, payment: Payment) -> tuple[str | UnsetType, int | UnsetType]:
        """Base currency and amount in it, where the payment's currency is another."""
        base, amount = self._base_currency, payment.amount_base_minor
        if base is None or base == payment.currency:
            return UNSET, UNSET
        return base, UNSET if amount is None else amount
