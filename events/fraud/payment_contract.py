"""What a definition file says of payments on the wire; travels to the workers as it is."""

from dataclasses import dataclass

from events.fraud.payment import Payment
from events.fraud.payment_type import payment_type
from events.shared.money.base_amounts import MoneyTerms
from events.shared.own_fields import OwnField


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentContract:
    """The fields of payments, and how their amounts are compared.

    Attributes:
        fields: a payment's own, beside those that every payment has.
        money: how amounts are compared; None where nothing compares them.
    """

    fields: tuple[OwnField, ...] = ()
    money: MoneyTerms | None = None

    @property
    def payment_type(self) -> type[Payment]:
        """The type of its payments, made anew in each process; it does not pickle."""
        return payment_type(self.fields)

    @property
    def personal(self) -> frozenset[str]:
        """Names of the fields whose values never leave the job."""
        return frozenset(one.name for one in self.fields if one.personal)
