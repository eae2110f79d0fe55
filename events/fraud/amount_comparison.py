"""A payment's amount in the base currency, or the fault of having none."""

from collections.abc import Callable

from msgspec.structs import force_setattr, replace

from events.fraud.payment import Payment
from events.shared.money.base_amounts import BaseAmounts, MoneyTerms
from events.shared.rejected import Fault

Settle = Callable[[Payment], Fault | None]


def settlement(terms: MoneyTerms | None) -> Settle:
    """What a payment that was just decoded goes through; without terms it has no amount."""
    return _without_amount if terms is None else AmountComparison(terms).settle


def _without_amount(payment: Payment) -> None:
    force_setattr(payment, "amount_base_minor", None)


class AmountComparison:
    """Gives payments their amount in the base currency; make one per operator instance.

    Args:
        terms: without faults.
    """

    def __init__(self, terms: MoneyTerms) -> None:
        self._amounts = BaseAmounts(terms)
        self._takes_no_other = terms.takes_no_other

    def settle(self, payment: Payment) -> Fault | None:
        """Give a payment that nobody else has seen yet its amount, or say why it has none."""
        currency, time_ms = payment.currency, payment.event_time_ms
        amount = self._amounts.amount(payment.amount_minor, currency, time_ms)
        if amount is None and self._takes_no_other:
            lack = self._amounts.lack(currency, time_ms)
            return Fault("missing_rate", "currency", f"currency: no rate of {currency}: {lack}")
        force_setattr(payment, "amount_base_minor", amount)
        return None

    def compared(self, payment: Payment) -> Payment | Fault:
        """A copy of a payment with its amount, or the fault."""
        copy = replace(payment)
        return self.settle(copy) or copy
