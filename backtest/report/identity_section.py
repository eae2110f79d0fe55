"""What the data were and what decided, with everything needed to say whether two runs compare."""

from backtest.backtest import Backtest
from backtest.setting import Setting
from events.shared.time_units import DAY_MS
from models.fraud.thresholds import thresholds_of
from models.shared.training.period import day
from reporting.blocks import code, facts, section
from reporting.markup import element, text
from reporting.wording import count


def identity_section(backtest: Backtest) -> str:
    """The section."""
    question, period = backtest.question, backtest.question.period
    when = f"{day(period.from_ms)} to {day(period.to_ms)} UTC, {period.chosen}"
    return section(
        "Data and settings",
        "",
        facts(
            [
                ("Data", code(question.table.data_id)),
                ("Period", text(when)),
                ("Payments", text(_payments(backtest))),
                ("Truth", text(_truth(backtest))),
                ("Not fed by the data", _left_out(question.table.left_out)),
                ("Candidate", _setting(question.candidate)),
                ("Current", _setting(question.current)),
            ]
        ),
    )


def _payments(backtest: Backtest) -> str:
    history = backtest.history
    truth = history.truth
    return (
        f"{count(history.rows.size)}: {count(int(truth.counted_fraud.sum()))} frauds,"
        f" {count(int(truth.counted_genuine.sum()))} genuine,"
        f" {count(int((~truth.counted).sum()))} too young to judge;"
        f" {count(int(history.late.sum()))} of them late, decided by rules on the payment alone"
    )


def _truth(backtest: Backtest) -> str:
    source, days = backtest.history.truth.source, backtest.question.maturity_ms / DAY_MS
    if backtest.history.truth.pattern is not None:
        return f"{source}, which knows it of every payment"
    return f"{source}; without a label, a payment counts as genuine once it is {days:g} days old"


def _left_out(left_out: dict[str, str]) -> str:
    if not left_out:
        return "nothing: every feature has what it needs"
    return "; ".join(f"{code(name)} {text(why)}" for name, why in sorted(left_out.items()))


def _setting(setting: Setting) -> str:
    manifest, rules = setting.artifact.manifest, setting.rules
    thresholds = thresholds_of(manifest)
    model = (
        f"model {manifest.name} {manifest.version} ({setting.model_name}), flag from"
        f" {thresholds.flag:g}, block from {thresholds.block:g}, "
    )
    about_rules = (
        f"rules version {rules.version} ({setting.rules_name}), {len(rules.rules)} rules, "
    )
    return element(
        "span", text(model), code(manifest.sha256), "<br/>", text(about_rules), code(rules.sha256)
    )
