"""What `revstream rules` found, as text for a terminal."""

from collections.abc import Iterator, Sequence

from backtest.decided import Decided
from backtest.money import Money
from backtest.outcome import SettingOutcome
from backtest.rates import Share
from backtest.rule_effects import RuleEffect
from backtest.setting import Setting
from models.recommendations.rules.reading import ListRules
from models.shared.rules import RuleSet
from models.shared.training.period import day
from reporting.wording import amount, count, counted, number, percent


def checked_text(name: str, rules: RuleSet, warnings: Sequence[str]) -> str:
    """That a file has no faults, and what a history does not have."""
    return "\n".join([f"{name}: {_identity(rules)}", *_warned(warnings), "no faults"])


def checked_lists_text(name: str, rules: ListRules) -> str:
    """That a file of rules of lists has no faults, and how lists are mixed by it."""
    form = rules.form
    mixed = f"{form.per_category} of a category, {form.in_a_row} in a row"
    listed = f"list: {form.length} items, {mixed}"
    return "\n".join([f"{name}: {_identity(rules.rules)}", listed, "no faults"])


def tried_text(found: Decided, warnings: Sequence[str]) -> str:
    """What each rule did, and what the set does otherwise than the baseline."""
    lines = [
        *_head(found),
        *_warned(warnings),
        "",
        *_rules(found.candidate),
        *_overlaps(found.candidate),
        "",
        *_totals(found),
    ]
    plain = [line.replace("\N{NARROW NO-BREAK SPACE}", " ").rstrip() for line in lines]
    return "\n".join(plain).replace("\N{NO-BREAK SPACE}", " ")


def _warned(warnings: Sequence[str]) -> list[str]:
    return [f"warning: {warning}" for warning in warnings]


def _head(found: Decided) -> Iterator[str]:
    question = found.question
    yield f"candidate  {_named(question.candidate)}"
    yield f"baseline   {_named(question.current)}"
    manifest = question.candidate.artifact.manifest
    yield f"model      {manifest.name} {manifest.version}, sha256 {manifest.sha256}"
    period, truth = question.period, found.history.truth
    frauds = count(int(truth.counted_fraud.sum()))
    yield (
        f"payments   {count(found.history.rows.size)}, {frauds} known frauds, {day(period.from_ms)}"
        f" to {day(period.to_ms)} UTC: {period.chosen}"
    )
    yield from (f"note: {note}" for note in found.notes)


def _named(setting: Setting) -> str:
    return f"{setting.rules_name}, {_identity(setting.rules)}"


def _identity(rules: RuleSet) -> str:
    number = counted(len(rules.rules), "rule")
    return f"version {rules.version}, {number}, sha256 {rules.sha256}"


def _rules(outcome: SettingOutcome) -> Iterator[str]:
    currency = outcome.money[0].currency
    effects = outcome.rules.rules
    width = max([len("rule"), *(len(_rule(effect)) for effect in effects)])
    yield (
        f"{'rule':{width}}  {'':5}{'hits':>9}{'frauds':>8}{'genuine':>9}{'precision':>11}"
        f"{f'fraud {currency}':>14}{f'genuine {currency}':>16}{'also rule':>11}{'also model':>12}"
        f"{'alone':>8}"
    )
    for effect in effects:
        worth = next((money for money in effect.money if money.currency == currency), None)
        fraud, genuine = (worth.fraud.amount_minor, worth.genuine.amount_minor) if worth else (0, 0)
        yield (
            f"{_rule(effect):{width}}  {effect.action:5}{count(effect.hits):>9}"
            f"{count(effect.frauds):>8}{count(effect.genuine):>9}"
            f"{percent(effect.precision.share):>11}"
            f"{_bare(fraud, currency):>14}{_bare(genuine, currency):>16}"
            f"{count(effect.also_by_rule):>11}{count(effect.also_by_model):>12}"
            f"{count(effect.alone):>8}"
        )


def _rule(effect: RuleEffect) -> str:
    return f"{effect.id} v{effect.version}"


def _bare(minor: int, currency: str) -> str:
    return amount(minor, currency).removeprefix(f"{currency}\N{NO-BREAK SPACE}")


def _overlaps(outcome: SettingOutcome) -> Iterator[str]:
    for pair in outcome.rules.overlaps:
        yield f"both {pair.first} and {pair.second}: {count(pair.payments)}"


def _totals(found: Decided) -> Iterator[str]:
    new, old = found.candidate, found.current
    yield f"{'':24}{'candidate':>22}{'baseline':>22}{'difference':>16}"
    stopped = (new.stopped, old.stopped)
    yield _line("frauds stopped", *(rates.detection for rates in stopped))
    yield _line("genuine stopped", *(rates.false_positives_of_genuine for rates in stopped))
    yield _line("genuine of the stopped", *(rates.false_positives_of_stopped for rates in stopped))
    for name, kind in (("fraud amount stopped", "fraud"), ("genuine amount held", "genuine")):
        yield _amounts(name, new.money[0], old.money[0], kind)
    loads = (new.load.flagged.mean, old.load.flagged.mean)
    difference = f"{loads[0] - loads[1]:+.3g}"
    yield f"{'reviews a day':24}{number(loads[0]):>22}{number(loads[1]):>22}{difference:>16}"
    changes = found.comparison
    better, worse = count(changes.count("better")), count(changes.count("worse"))
    young = f"{count(changes.count('unknown'))} too young to tell"
    verdicts = f"{better} for the better, {worse} for the worse, {young}"
    yield f"changed decisions: {count(changes.count())}, {verdicts}"


def _line(name: str, new: Share, old: Share) -> str:
    shown = [f"{percent(share.share)}  {count(share.part)}" for share in (new, old)]
    return f"{name:24}{shown[0]:>22}{shown[1]:>22}{new.part - old.part:>+16,}"


def _amounts(name: str, new: Money, old: Money, kind: str) -> str:
    """A line of what was blocked or flagged, of the frauds or of the genuine payments."""
    ours, theirs = (
        sum(getattr(money, f"{kind}_{action}").amount_minor for action in ("blocked", "flagged"))
        for money in (new, old)
    )
    currency = new.currency
    difference = f"{'-' if ours < theirs else '+'}{_bare(abs(ours - theirs), currency)}"
    return f"{name:24}{amount(ours, currency):>22}{amount(theirs, currency):>22}{difference:>16}"
