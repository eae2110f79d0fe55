"""A full account of one decision: what was seen, what each part contributed, what checks out."""

from msgspec import Struct

from events.fraud.decision import Action, Decision
from events.shared.feature_value import WrittenValue
from models.fraud.explanation.reproduction import (
    Check,
    is_model_of,
    reproduce,
    rule_values_of,
    values_of,
)
from models.fraud.given_features import SHIPPED_FEATURES, GivenFeatures
from models.fraud.reasons import ModelReasons
from models.fraud.thresholds import Thresholds, thresholds_of
from models.shared.explanation.explanation import Explanation, Method
from models.shared.rules import Rule, RuleSet
from models.shared.scorer import OnnxScorer


class FeatureLine(Struct, frozen=True):
    """A feature of the model: its value, its usual one and its contribution."""

    name: str
    code: str
    value: WrittenValue
    usual: float | None
    contribution: float
    log_odds: float | None


class CodeLine(Struct, frozen=True):
    """A reason code and the summed contributions of its features."""

    code: str
    name: str
    contribution: float
    log_odds: float | None


class RuleLine(Struct, frozen=True):
    """A rule that matched; its expression and what it saw, where the rules in force are given."""

    id: str
    version: int
    action: Action
    expression: str | None
    reason: str | None
    values: dict[str, WrittenValue]


class ModelAccount(Struct, frozen=True):
    """What the model saw; contributions as in `Explanation`, the strongest first."""

    method: Method
    usual_score: float
    thresholds: Thresholds
    features: tuple[FeatureLine, ...]
    codes: tuple[CodeLine, ...]


class Account(Struct, frozen=True):
    """The account of one decision.

    Attributes:
        decision: the record.
        rules: those that matched.
        model: None where it did not score the payment, or is not the model of the record.
        checks: whether the record follows from itself.
        reproduced: whether all of them hold.
    """

    decision: Decision
    rules: tuple[RuleLine, ...]
    model: ModelAccount | None
    checks: tuple[Check, ...]
    reproduced: bool


def account_of(
    decision: Decision,
    scorer: OnnxScorer,
    rules: RuleSet,
    given: GivenFeatures = SHIPPED_FEATURES,
) -> Account:
    """Accounts for a decision by the model and the rules that may have made it.

    `given` are the features of its definitions; the scorer takes their values in that order.
    """
    checks = reproduce(decision, scorer, rules, given)
    known = rules.rules if rules.sha256 == decision.ruleset else ()
    scored = decision.score is not None and is_model_of(decision, scorer)
    complete = decision.features.keys() >= set(scorer.manifest.features)
    return Account(
        decision=decision,
        rules=_rule_lines(decision, known),
        model=_model_account(decision, scorer, given) if scored and complete else None,
        checks=checks,
        reproduced=all(check.holds for check in checks),
    )


def _rule_lines(decision: Decision, rules: tuple[Rule, ...]) -> tuple[RuleLine, ...]:
    by_id = {rule.id: rule for rule in rules}
    seen = rule_values_of(decision)
    lines = []
    for hit in decision.rule_hits:
        rule = by_id.get(hit.id)
        names = () if rule is None else sorted(rule.condition.names)
        lines.append(
            RuleLine(
                id=hit.id,
                version=hit.version,
                action=hit.action,
                expression=None if rule is None else rule.condition.text,
                reason=None if rule is None else rule.reason,
                values={name: seen[name] for name in names if name in seen},
            )
        )
    return tuple(lines)


def _model_account(decision: Decision, scorer: OnnxScorer, given: GivenFeatures) -> ModelAccount:
    reasons = ModelReasons(scorer, given.definitions)
    manifest = scorer.manifest
    explanation = reasons.explain(values_of(decision, given))
    features = [
        FeatureLine(
            name=name,
            code=reasons.code_of(column).code,
            value=decision.features[name],
            usual=manifest.reference[name],
            contribution=float(explanation.contributions[column]),
            log_odds=None if explanation.log_odds is None else float(explanation.log_odds[column]),
        )
        for column, name in enumerate(manifest.features)
    ]
    return ModelAccount(
        method=explanation.method,
        usual_score=explanation.usual_score,
        thresholds=thresholds_of(manifest),
        features=tuple(sorted(features, key=lambda line: -abs(line.contribution))),
        codes=_code_lines(reasons, explanation),
    )


def _code_lines(reasons: ModelReasons, explanation: Explanation) -> tuple[CodeLine, ...]:
    sums = reasons.by_code(explanation.contributions)
    log_odds = None if explanation.log_odds is None else reasons.by_code(explanation.log_odds)
    lines = (
        CodeLine(
            code=reason.code,
            name=reason.name,
            contribution=sums[number],
            log_odds=None if log_odds is None else log_odds[number],
        )
        for number, reason in enumerate(reasons.codes)
        if sums[number]
    )
    return tuple(sorted(lines, key=lambda line: -line.contribution))
