"""Whether a recorded decision follows from its own record: model, score, rules and action."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from msgspec import Struct

from events.decision import Decision, FeatureValue, RuleHit
from events.payment import Payment
from features.catalogue import FEATURE_NAMES
from models.rules import Rule, RuleSet
from models.rules.rule import PRECEDENCE
from models.rules.schema import PAYMENT_TEXTS
from models.scorer import OnnxScorer

SCORE_TOLERANCE: Final = 1e-6
_SHOWN_HASH: Final = 12


class Check(Struct, frozen=True):
    """One thing that was checked.

    Attributes:
        name: what.
        holds: whether nothing speaks against it.
        detail: what was found.
        unchecked: ids of the rules that could not be run, since the record lacks what they read.
    """

    name: str
    holds: bool
    detail: str
    unchecked: tuple[str, ...] = ()


def reproduce(
    decision: Decision, scorer: OnnxScorer, rules: RuleSet, payment: Payment | None = None
) -> tuple[Check, ...]:
    """Decides the record again, by the given model and rules.

    Args:
        decision: the record.
        scorer: the model that may have made it, for values in catalogue order.
        rules: the rules that may have made it.
        payment: the payment decided, for the rules that read what a decision does not record.
    """
    return (
        *_model_checks(decision, scorer),
        _rules_check(decision, rules, payment),
        _action_check(decision, scorer),
    )


def values_of(decision: Decision) -> list[FeatureValue]:
    """The recorded values in catalogue order; None where there is none."""
    return [decision.features.get(name) for name in FEATURE_NAMES]


def is_model_of(decision: Decision, scorer: OnnxScorer) -> bool:
    """Whether the decision names exactly this model."""
    return decision.model.sha256 == scorer.manifest.sha256


def _model_checks(decision: Decision, scorer: OnnxScorer) -> tuple[Check, ...]:
    if decision.score is None:
        return (Check("model", True, "did not score this payment"),)  # noqa: FBT003
    manifest, ref = scorer.manifest, decision.model
    if not is_model_of(decision, scorer):
        detail = (
            f"decided by {ref.name} {ref.version} (sha256 {ref.sha256[:_SHOWN_HASH]}), given"
            f" {manifest.name} {manifest.version} (sha256 {manifest.sha256[:_SHOWN_HASH]})"
        )
        return (Check("model", False, detail),)  # noqa: FBT003
    same = Check("model", True, f"{ref.name} {ref.version}, the same sha256")  # noqa: FBT003
    return (same, _score_check(decision, decision.score, scorer))


def _score_check(decision: Decision, recorded: float, scorer: OnnxScorer) -> Check:
    absent = [name for name in scorer.manifest.features if name not in decision.features]
    if absent:
        return Check("score", False, f"the record has no {', '.join(absent)}")  # noqa: FBT003
    score = scorer.score(values_of(decision))
    holds = abs(score - recorded) <= SCORE_TOLERANCE
    return Check("score", holds, f"scored {score:.6f} again, recorded {recorded:.6f}")


def _rules_check(decision: Decision, rules: RuleSet, payment: Payment | None) -> Check:
    if rules.sha256 != decision.ruleset:
        detail = (
            f"decided by the rules with sha256 {decision.ruleset[:_SHOWN_HASH]}, given those with"
            f" {rules.sha256[:_SHOWN_HASH]}"
        )
        return Check("rules", False, detail)  # noqa: FBT003
    texts = () if payment is None else PAYMENT_TEXTS
    names = (*decision.features, *texts)
    values = (*decision.features.values(), *(getattr(payment, name) for name in texts))
    lacking = {rule.id: _lacking(rule, names, late=decision.late) for rule in rules.rules}
    runnable = tuple(rule for rule in rules.rules if not lacking[rule.id])
    ran = replace(rules, rules=runnable).compile(names, "missing" if decision.late else "refuse")
    found = [RuleHit(rule.id, rule.version, rule.action) for rule in ran.hits(values)]
    recorded = [hit for hit in decision.rule_hits if not lacking.get(hit.id)]
    unchecked = tuple(identity for identity, absent in lacking.items() if absent)
    read = sorted(frozenset[str]().union(*lacking.values()))
    detail = _rules_detail(found, recorded, len(runnable), read)
    return Check("rules", found == recorded, detail, unchecked)


def _lacking(rule: Rule, names: Sequence[str], *, late: bool) -> frozenset[str]:
    """What the rule reads and the record lacks; a late payment is decided without history."""
    absent = rule.condition.names.difference(names)
    return absent.intersection(PAYMENT_TEXTS) if late else absent


def _rules_detail(found: list[RuleHit], recorded: list[RuleHit], ran: int, read: list[str]) -> str:
    if found != recorded:
        again = ", ".join(hit.id for hit in found) or "none"
        before = ", ".join(hit.id for hit in recorded) or "none"
        return f"{again} matched again, recorded {before}"
    if not read:
        return f"all {ran} rules say the same again"
    return (
        f"{ran} rules say the same again; the others read {', '.join(read)}, which the"
        " record has not"
    )


def _action_check(decision: Decision, scorer: OnnxScorer) -> Check:
    if decision.score is None:
        asked = {hit.action for hit in decision.rule_hits}
        action = next((action for action in PRECEDENCE if action in asked), "allow")
        source = "the rule hits"
    elif is_model_of(decision, scorer):
        action, source = scorer.action(decision.score), "the score and the thresholds"
    else:
        return Check("action", False, "the thresholds of another model say nothing")  # noqa: FBT003
    return Check("action", action == decision.action, f"{action} follows from {source}")
