"""Whether a recorded decision follows from its own record: model, score, rules and action."""

from math import isnan
from typing import Final

from msgspec import Struct

from events.fraud.decision import Decision, RuleHit
from events.shared.feature_value import FeatureValue, WrittenValue
from events.shared.own_fields import OwnField
from models.fraud.given_features import SHIPPED_FEATURES, GivenFeatures
from models.fraud.rules import settle
from models.fraud.rules.schema import PAYMENT_TEXTS, rule_names
from models.fraud.thresholds import action_named, thresholds_of
from models.shared.rules import RuleSet
from models.shared.scorer import OnnxScorer

SCORE_TOLERANCE: Final = 1e-6
_SHOWN_HASH: Final = 12


class Check(Struct, frozen=True):
    """One thing that was checked.

    Attributes:
        name: what.
        holds: whether nothing speaks against it.
        detail: what was found.
        other: whether the given model or rules are others than those of the record.
    """

    name: str
    holds: bool
    detail: str
    other: bool = False


def reproduce(
    decision: Decision,
    scorer: OnnxScorer,
    rules: RuleSet,
    given: GivenFeatures = SHIPPED_FEATURES,
) -> tuple[Check, ...]:
    """Decides the record again, by the given model and rules.

    Args:
        decision: the record.
        scorer: the model that may have made it, for values in the order of `given`.
        rules: the rules that may have made it.
        given: the features of the definitions that may have been in force.
    """
    return (
        *_definitions_checks(decision, given),
        *_model_checks(decision, scorer, given),
        _rules_check(decision, rules, given),
        _action_check(decision, scorer),
    )


def values_of(decision: Decision, given: GivenFeatures = SHIPPED_FEATURES) -> list[FeatureValue]:
    """The recorded values in their order; None where there is none, or one that no model reads."""
    numbers = decision.numbers
    return [numbers.get(name) for name in given.names]


def rule_values_of(
    decision: Decision, given: GivenFeatures = SHIPPED_FEATURES
) -> dict[str, WrittenValue]:
    """What rules may read, by name; without the texts that an older record lacks."""
    texts = {name: getattr(decision, name) for name in PAYMENT_TEXTS}
    known = {name: text for name, text in texts.items() if text is not None}
    carried = decision.fields or {}
    own = {
        one.name: _number(one, carried.get(one.name))
        for one in given.definitions.fields
        if one.carried
    }
    return {**known, **own, **decision.features}


def _number(field: OwnField, value: WrittenValue) -> WrittenValue:
    """A decimal, which a record has as text, as rules see it."""
    return float(value) if field.type == "decimal" and isinstance(value, str) else value


def is_model_of(decision: Decision, scorer: OnnxScorer) -> bool:
    """Whether the decision names exactly this model."""
    return decision.model.sha256 == scorer.manifest.sha256


def _definitions_checks(decision: Decision, given: GivenFeatures) -> tuple[Check, ...]:
    recorded, found = decision.definitions, given.definitions
    if not recorded or recorded == found.sha256:
        return ()
    detail = (
        f"decided by the definitions with sha256 {recorded[:_SHOWN_HASH]}, given {found.path} with"
        f" {found.sha256[:_SHOWN_HASH]}"
    )
    return (Check("definitions", False, detail, other=True),)  # noqa: FBT003


def _model_checks(
    decision: Decision, scorer: OnnxScorer, given: GivenFeatures
) -> tuple[Check, ...]:
    if decision.tier == "rules":
        return (Check("model", True, "did not score this payment"),)  # noqa: FBT003
    manifest, ref = scorer.manifest, decision.model
    if not is_model_of(decision, scorer):
        detail = (
            f"decided by {ref.name} {ref.version} (sha256 {ref.sha256[:_SHOWN_HASH]}), given"
            f" {manifest.name} {manifest.version} (sha256 {manifest.sha256[:_SHOWN_HASH]})"
        )
        return (Check("model", False, detail, other=True),)  # noqa: FBT003
    same = Check("model", True, f"{ref.name} {ref.version}, the same sha256")  # noqa: FBT003
    return (same, _score_check(decision, scorer, given))


def _score_check(decision: Decision, scorer: OnnxScorer, given: GivenFeatures) -> Check:
    absent = [name for name in scorer.manifest.features if name not in decision.features]
    if absent:
        return Check("score", False, f"the record has no {', '.join(absent)}")  # noqa: FBT003
    score, recorded = scorer.score(values_of(decision, given)), decision.score
    if isnan(score) or recorded is None:
        agreeing = isnan(score) and recorded is None
        return Check(
            "score", agreeing, f"scored {_shown(score)} again, recorded {_shown(recorded)}"
        )
    holds = abs(score - recorded) <= SCORE_TOLERANCE
    return Check("score", holds, f"scored {score:.6f} again, recorded {recorded:.6f}")


def _shown(score: float | None) -> str:
    return "no probability" if score is None or isnan(score) else f"{score:.6f}"


def _rules_check(decision: Decision, rules: RuleSet, given: GivenFeatures) -> Check:
    if rules.sha256 != decision.ruleset:
        detail = (
            f"decided by the rules with sha256 {decision.ruleset[:_SHOWN_HASH]}, given those with"
            f" {rules.sha256[:_SHOWN_HASH]}"
        )
        return Check("rules", False, detail, other=True)  # noqa: FBT003
    return _hits_check(decision, rules, given)


def _hits_check(decision: Decision, rules: RuleSet, given: GivenFeatures) -> Check:
    known = rule_names(given.late_names if decision.late else given.names, given)
    compiled = rules.compile(known, "missing" if decision.late else "refuse")
    values = rule_values_of(decision, given)
    read = frozenset[str]().union(*(rule.condition.names for rule in rules.rules))
    lacking = sorted(read.intersection(compiled.names).difference(values))
    if lacking:
        detail = f"the record has no {', '.join(lacking)}, which rules read"
        return Check("rules", False, detail)  # noqa: FBT003
    hits = compiled.hits([values.get(name) for name in compiled.names])
    found = tuple(RuleHit(rule.id, rule.version, action_named(rule.action)) for rule in hits)
    same = found == decision.rule_hits
    differing = f"{_ids(found)} matched again, recorded {_ids(decision.rule_hits)}"
    agreeing = f"all {len(rules.rules)} rules say the same again"
    return Check("rules", same, agreeing if same else differing)


def _ids(hits: tuple[RuleHit, ...]) -> str:
    return ", ".join(hit.id for hit in hits) or "none"


def _action_check(decision: Decision, scorer: OnnxScorer) -> Check:
    if decision.tier == "rules":
        action = settle(hit.action for hit in decision.rule_hits) or "allow"
        source = "the rule hits"
    elif decision.score is None:
        action, source = "flag", "a model without a probability"
    elif is_model_of(decision, scorer):
        action = thresholds_of(scorer.manifest).action(decision.score)
        source = "the score and the thresholds"
    else:
        return Check("action", False, "the thresholds of another model say nothing")  # noqa: FBT003
    return Check("action", action == decision.action, f"{action} follows from {source}")
