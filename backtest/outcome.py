"""What a setting does to a history: its decisions, and all that is counted of them."""

from dataclasses import dataclass

from backtest.daily_load import DailyLoad, daily_load
from backtest.decide import ALLOW, BLOCK, Decisions
from backtest.history import History
from backtest.money import Money, money
from backtest.rates import Rates, rates
from backtest.rule_effects import RuleEffects, rule_effects
from backtest.setting import Setting


@dataclass(frozen=True, slots=True)
class SettingOutcome:
    """What a setting does to the history.

    Attributes:
        decisions: of each row.
        money: by currency, the main one first.
        stopped: rates of flagging or blocking.
        blocked: rates of blocking alone.
        load: by day.
        rules: what each rule did.
    """

    decisions: Decisions
    money: tuple[Money, ...]
    stopped: Rates
    blocked: Rates
    load: DailyLoad
    rules: RuleEffects


def outcome_of(history: History, setting: Setting, decisions: Decisions) -> SettingOutcome:
    """The outcome of the decisions that `setting` makes of the history."""
    action = decisions.action
    return SettingOutcome(
        decisions=decisions,
        money=money(action, history),
        stopped=rates(action != ALLOW, history),
        blocked=rates(action == BLOCK, history),
        load=daily_load(action, history),
        rules=rule_effects(history, setting, decisions),
    )
