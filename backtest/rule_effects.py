"""What each rule of a set does to a history, and how far others would have done the same.

::

    payments that a rule matches        its hits
      | another rule that stops         also stopped by a rule
      | score from the flag threshold   also stopped by the model
      | neither                         stopped by this rule alone

For a rule that allows, "also stopped" is what it is up against: a stronger rule, which wins, or
the model, which it silences.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backtest.decide import Decisions
from backtest.history import History
from backtest.money import Tally, tally
from backtest.rates import Share
from backtest.setting import Setting
from events.fraud.decision import Action
from models.fraud.thresholds import action_named, thresholds_of
from models.shared.rules import Rule

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class HitMoney:
    """What the payments of one currency that a rule matched were worth, by truth."""

    currency: str
    fraud: Tally
    genuine: Tally
    young: Tally


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """What one rule did.

    Attributes:
        hits: payments that it matched.
        frauds: of the hits, those known to be fraudulent.
        genuine: of the hits, those known to be genuine.
        young: of the hits, those too young for the truth to be known.
        precision: of the hits whose truth is known, the frauds.
        also_by_rule: of the hits, those that another rule flags or blocks.
        also_by_model: of the hits, those whose score reaches the model's flag threshold.
        alone: of the hits, those that neither another rule nor the model stops.
        money: of the hits, by currency, the main one first.
    """

    id: str
    version: int
    action: Action
    hits: int
    frauds: int
    genuine: int
    young: int
    precision: Share
    also_by_rule: int
    also_by_model: int
    alone: int
    money: tuple[HitMoney, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Payments that both of two rules match, named in the order of the set; at least one."""

    first: str
    second: str
    payments: int


@dataclass(frozen=True, slots=True)
class RuleEffects:
    """What all rules of a set did.

    Attributes:
        rules: in the order of the set, those without a hit too.
        overlaps: of every pair that matched a payment together, the largest first.
    """

    rules: tuple[RuleEffect, ...]
    overlaps: tuple[Overlap, ...]


def rule_effects(history: History, setting: Setting, decisions: Decisions) -> RuleEffects:
    """The effects of the rules of `setting`, which made the decisions of the history."""
    rules = setting.rules.rules
    # (sets, rules): which rules are in each set of rules that matched together.
    members = np.array(
        [[rule in hits for rule in rules] for hits in decisions.hit_sets], dtype=np.bool_
    ).reshape(len(decisions.hit_sets), len(rules))
    by_model = decisions.model_score >= thresholds_of(setting.artifact.manifest).flag
    stops = np.array([rule.action != "allow" for rule in rules], dtype=np.bool_)
    found = []
    for place, rule in enumerate(rules):
        others = stops & (np.arange(len(rules)) != place)
        matched = members[decisions.hit_set, place]
        by_rule = (members & others).any(axis=1)[decisions.hit_set]
        found.append(_effect(rule, matched, by_rule, by_model, history))
    return RuleEffects(tuple(found), _overlaps(rules, members, decisions))


def _effect(
    rule: Rule, matched: Mask, by_rule: Mask, by_model: Mask, history: History
) -> RuleEffect:
    truth = history.truth
    frauds = int((matched & truth.counted_fraud).sum())
    genuine = int((matched & truth.counted_genuine).sum())
    return RuleEffect(
        id=rule.id,
        version=rule.version,
        action=action_named(rule.action),
        hits=int(matched.sum()),
        frauds=frauds,
        genuine=genuine,
        young=int((matched & ~truth.counted).sum()),
        precision=Share(frauds, frauds + genuine),
        also_by_rule=int((matched & by_rule).sum()),
        also_by_model=int((matched & by_model).sum()),
        alone=int((matched & ~by_rule & ~by_model).sum()),
        money=_money(matched, history),
    )


def _money(matched: Mask, history: History) -> tuple[HitMoney, ...]:
    truth, amounts, currency = history.truth, history.amount_minor, history.currency
    main = currency[history.main][0]
    names = sorted(set(currency[matched].tolist()), key=lambda name: (name != main, name))
    kinds = (truth.counted_fraud, truth.counted_genuine, ~truth.counted)
    return tuple(
        HitMoney(name, *(tally(amounts, matched & (currency == name) & kind) for kind in kinds))
        for name in names
    )


def _overlaps(rules: tuple[Rule, ...], members: Mask, decisions: Decisions) -> tuple[Overlap, ...]:
    sizes = np.bincount(decisions.hit_set, minlength=len(members))
    together = members.T.astype(np.int64) @ (members * sizes[:, None])
    pairs = [
        Overlap(rules[one].id, rules[two].id, int(together[one, two]))
        for one in range(len(rules))
        for two in range(one + 1, len(rules))
        if together[one, two]
    ]
    return tuple(sorted(pairs, key=lambda pair: -pair.payments))
