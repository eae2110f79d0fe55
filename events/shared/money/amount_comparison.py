"""A record's amount in the base currency, or the fault of having none."""

from typing import NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from events.shared.money.base_amounts import BaseAmounts, MoneyTerms
from events.shared.own_checks import Check
from events.shared.rejected import Fault

Record = TypeVar("Record", bound=Struct)


class AmountField(NamedTuple):
    """Where a kind of record has its amount; its `currency` and `event_time_ms` go with it.

    Attributes:
        given: name of the field with the amount in minor units; None in a record without one.
        base: name of the computed field with the amount in the base currency.
    """

    given: str
    base: str


def settlement(terms: MoneyTerms | None, field: AmountField, *, shows_values: bool = True) -> Check:
    """What a record that was just decoded goes through; without terms it has no amount."""
    if terms is not None:
        return AmountComparison(terms, field, shows_values=shows_values).settle
    name = field.base

    def without_amount(record: Struct) -> None:
        force_setattr(record, name, None)

    return without_amount


class AmountComparison:
    """Gives records their amount in the base currency; make one per operator instance.

    Args:
        terms: without faults.
        field: where the records have their amount.
        shows_values: whether a fault names the currency that a record has.
    """

    def __init__(self, terms: MoneyTerms, field: AmountField, *, shows_values: bool = True) -> None:
        self._amounts = BaseAmounts(terms)
        self._takes_no_other = terms.takes_no_other
        self._given, self._base = field
        self._shows_values = shows_values

    def settle(self, record: Struct) -> Fault | None:
        """Give a record that nobody else has seen yet its amount, or say why it has none."""
        given = getattr(record, self._given)
        amount = None
        if given is not None:
            currency, time_ms = record.currency, record.event_time_ms  # type: ignore[attr-defined]
            amount = self._amounts.amount(given, currency, time_ms)
            if amount is None and self._takes_no_other:
                lack = self._amounts.lack(currency, time_ms)
                seen = currency if self._shows_values else "it"
                return Fault("missing_rate", "currency", f"currency: no rate of {seen}: {lack}")
        force_setattr(record, self._base, amount)
        return None

    def compared(self, record: Record) -> Record | Fault:
        """A copy of a record with its amount, or the fault."""
        copy = replace(record)
        return self.settle(copy) or copy
