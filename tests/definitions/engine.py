"""The engine as a stream meets it: payments are settled and pass each key.

::

    fields --> payment, settled (or a dead letter) --> keys of the replayer, or keys with logs
"""

from typing import Any

from events.fraud.label import Label
from events.fraud.payment import AMOUNT, Payment
from events.fraud.payment_type import payment_type
from events.shared.money.amount_comparison import AmountComparison
from events.shared.money.base_amounts import MoneyTerms
from events.shared.money.rates_file import parse_rates
from features.fraud.payment_plan import payment_plan
from features.fraud.replayer import Replayer
from features.shared.limits import HistoryLimits
from features.shared.plan.plan import Plan
from tests.definitions.cases import Case
from tests.definitions.comparison import Answer, Engine
from tests.definitions.logged_keys import LoggedKeys
from tests.definitions.random_streams import OUT_OF_ORDERNESS_MS, Fields, Restore


def engine_of(case: Case) -> Engine:
    """The replayer, or where the stream has restores the keys with their logs."""
    plan = payment_plan(case.definitions, case.limits, case.needed)
    restores = any(isinstance(event, Restore) for event in case.events)
    keys = LoggedKeys(plan, case.limits) if restores else ReplayedKeys(plan, case.limits)
    return Settled(case, keys)


class ReplayedKeys:
    """The replayer.

    Args:
        plan: what is computed.
        limits: of the history.
    """

    def __init__(self, plan: Plan, limits: HistoryLimits) -> None:
        self._plan = plan
        self._replayer = Replayer(limits, OUT_OF_ORDERNESS_MS, plan)

    def pay(self, payment: Payment) -> Answer:
        """Kind and values by name."""
        replayed = self._replayer.feed(payment)
        late = replayed.kind == "late"
        names = self._plan.late_names if late else self._plan.names
        return replayed.kind, dict(zip(names, replayed.values, strict=replayed.kind != "duplicate"))

    def see(self, payment: Payment) -> None:
        """Takes the time of a payment without a rate."""
        assert self._replayer.feed(payment).kind == "dead_letter"

    def label(self, label: Label) -> None:
        """Takes a label."""
        self._replayer.feed_label(label)

    def restore(self, event: Restore) -> None:
        """There are no logs here."""
        raise NotImplementedError(event)


class Settled:
    """Payments with their amounts, through keys of either kind.

    Args:
        case: the file and its rates.
        keys: what they go through.
    """

    def __init__(self, case: Case, keys: ReplayedKeys | LoggedKeys) -> None:
        money, rates = case.definitions.money, case.rates
        self._keys = keys
        self._type: Any = payment_type(case.definitions.fields)
        self._amounts = AmountComparison(
            MoneyTerms(
                base_currency=money.base_currency,
                table=None if rates is None else parse_rates(rates, money.rates),
                max_age_ms=money.max_age_ms,
                missing_rate=money.missing_rate,
            ),
            AMOUNT,
        )
        self.label = keys.label
        self.restore = keys.restore

    def pay(self, fields: Fields) -> Answer:
        """Kind and values by name."""
        known = self._type.__struct_fields__
        payment = self._type(**{name: fields[name] for name in known if name in fields})
        if self._amounts.settle(payment) is not None:
            self._keys.see(payment)
            return "dead_letter", {}
        return self._keys.pay(payment)
