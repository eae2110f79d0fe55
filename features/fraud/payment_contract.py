"""What a definition file says of payments on the wire."""

from events.fraud.payment_contract import PaymentContract
from features.shared.definitions.model import Definitions
from features.shared.definitions.money_terms import money_terms


def payment_contract(definitions: Definitions) -> PaymentContract:
    """The own fields and the money of `definitions`; it travels to the workers as it is.

    Raises:
        RatesError: the rates cannot be used.
    """
    return PaymentContract(fields=definitions.fields, money=money_terms(definitions.money))
