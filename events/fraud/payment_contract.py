"""What a definition file says of payments on the wire; travels to the workers as it is."""

from dataclasses import dataclass

from events.fraud.payment import Payment
from events.fraud.payment_type import payment_type
from events.shared.record_contract import RecordContract


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentContract(RecordContract):
    """The own fields of payments, and how their amounts are compared."""

    @property
    def payment_type(self) -> type[Payment]:
        """The type of its payments, made anew in each process; it does not pickle."""
        return payment_type(self.fields)
