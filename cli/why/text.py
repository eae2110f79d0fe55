"""The account of a decision as text for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from events.fraud.decision import Decision
from models.fraud.explanation.account import Account, CodeLine, FeatureLine, ModelAccount, RuleLine
from models.fraud.reasons import shown, shown_usual
from reporting.printable import printable

_LEAST_SHARE: Final = 0.01
"""Of the largest contribution; what is less is summed up."""
_BAR: Final = 24


def account_text(account: Account, notes: Mapping[str, str]) -> str:
    """All of the account that a person wants to see, as a terminal may have it.

    Args:
        account: of one decision.
        notes: what else there is to say of a check, by its name.
    """
    decision = account.decision
    parts = [
        *_head(decision, account.model),
        *_rules(account.rules),
        *(() if account.model is None else _model(account.model, decision)),
        *(f"  {reason.text}" for reason in decision.reasons if reason.source == "job"),
        *_checks(account, notes),
    ]
    return "\n".join(map(printable, parts))


def _head(decision: Decision, model: ModelAccount | None) -> Iterator[str]:
    time = datetime.fromtimestamp(decision.event_time_ms / 1000, UTC)
    yield (
        f"{decision.transaction_id} of {decision.card_id} at {decision.merchant_id},"
        f" {time:%Y-%m-%d %H:%M:%S} UTC"
    )
    score = "" if decision.score is None else f", score {decision.score:.6f}"
    limits = (
        ""
        if model is None
        else f" (flag from {model.thresholds.flag:.6f}, block from {model.thresholds.block:.6f})"
    )
    yield f"  action    {decision.action}, by the {decision.tier}{score}{limits}"
    ref = decision.model
    yield f"  model     {ref.name} {ref.version}, sha256 {ref.sha256}"
    yield f"  rules     sha256 {decision.ruleset}"
    stages = ", ".join(f"{name} {taken}" for name, taken in decision.stage_us.items())
    yield f"  time, us  {stages}"


def _rules(rules: Sequence[RuleLine]) -> Iterator[str]:
    for rule in rules:
        yield ""
        yield f"rule {rule.id} v{rule.version}: {rule.action}"
        if rule.expression is None:
            continue
        yield f"  {rule.reason}"
        yield f"  {rule.expression}"
        for name, value in rule.values.items():
            seen = value if isinstance(value, str) else shown(value)
            yield f"    {name:32} {seen}"


def _model(model: ModelAccount, decision: Decision) -> Iterator[str]:
    exact = model.method == "shapley"
    sums = sum(line.contribution for line in model.features)
    yield ""
    yield (
        f"score {decision.score:.4f} = {model.usual_score:.4f} of a usual payment {sums:+.4f}"
        if exact
        else f"a usual payment scores {model.usual_score:.4f}; contributions are by occlusion: what"
        " the score loses without each feature alone, which does not add up to it"
    )
    lines: list[FeatureLine | CodeLine] = [*model.features, *model.codes]
    widest = max(abs(line.contribution) for line in lines)
    if widest == 0:
        return
    amounts = f"{'score':>9} {'log-odds' if exact else '':>9}".rstrip()
    yield from ("", f"{'reason':56} {amounts}")
    for code in model.codes:
        if abs(code.contribution) >= _LEAST_SHARE * widest:
            # A feature without a code of its own speaks under its name.
            named = code.code if code.name == code.code else f"{code.code} {code.name}"
            yield f"{named:56} {_amounts(code, widest)}"
    yield from ("", f"{'feature':30} {'value':>12} {'usual':>12} {amounts}")
    strong = [line for line in model.features if abs(line.contribution) >= _LEAST_SHARE * widest]
    for line in strong:
        usual = shown_usual(line.usual, line.value)
        yield f"{line.name:30} {shown(line.value):>12} {usual:>12} {_amounts(line, widest)}"
    rest = model.features[len(strong) :]
    yield f"{f'{len(rest)} others':56} {sum(line.contribution for line in rest):+9.4f}"


def _amounts(line: CodeLine | FeatureLine, widest: float) -> str:
    log_odds = "" if line.log_odds is None else f"{line.log_odds:+.3f}"
    length = max(1, round(abs(line.contribution) / widest * _BAR))
    bar = ("+" if line.contribution > 0 else "-") * length
    return f"{line.contribution:+9.4f} {log_odds:>9}  {bar}"


def _checks(account: Account, notes: Mapping[str, str]) -> Iterator[str]:
    yield ""
    yield f"reproduced: {'yes' if account.reproduced else 'no'}"
    for check in account.checks:
        yield f"  {check.name:7} {'yes' if check.holds else 'NO '}  {check.detail}"
        if check.name in notes:
            yield f"               {notes[check.name]}"
