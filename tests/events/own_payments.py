"""Own fields of every type, and payments that have them."""

from typing import Any, Final

import msgspec

from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from events.fraud.payment_contract import PaymentContract
from events.shared.own_fields import OwnField
from events.shared.rejected import Fault
from tests.features.payments import START_MS, a_payment

MCC: Final = OwnField(name="mcc", type="text", longest=4, carried=True)
EMAIL: Final = OwnField(name="customer_email", type="text", personal=True)
TIP: Final = OwnField(name="tip", type="decimal", digits=2, least=0, most=1000, carried=True)
ITEMS: Final = OwnField(name="items", type="integer", least=1, most=999)
RECURRING: Final = OwnField(name="recurring", type="boolean", required=True)
ISSUER: Final = OwnField(name="issuer_country", type="country")
OPENED: Final = OwnField(name="opened_at", type="time")

FIELDS: Final = (MCC, EMAIL, TIP, ITEMS, RECURRING, ISSUER, OPENED)
CONTRACT: Final = PaymentContract(fields=FIELDS)
VALUES: Final[dict[str, object]] = {
    "mcc": "5411",
    "customer_email": "a@b.c",
    "tip": 12.5,
    "items": 3,
    "recurring": False,
    "issuer_country": "FR",
    "opened_at": -86_400_000,
}


def record(**values: object) -> bytes:
    """The JSON of a payment with the own fields, some of other values; `...` leaves one out."""
    payment: dict[str, Any] = msgspec.to_builtins(a_payment(START_MS, transaction_id="t"))
    fields = {**payment, **VALUES, **values}
    return msgspec.json.encode({name: one for name, one in fields.items() if one is not ...})


def decoded(raw: bytes, contract: PaymentContract = CONTRACT) -> Payment | Fault:
    """The payment or the fault."""
    return PaymentDecoder(contract=contract).decode(raw, START_MS)


def the_payment(raw: bytes, contract: PaymentContract = CONTRACT) -> Any:  # noqa: ANN401 - own fields
    """The payment, which has no fault."""
    payment = decoded(raw, contract)
    assert isinstance(payment, Payment), payment
    return payment


def the_fault(raw: bytes, contract: PaymentContract = CONTRACT) -> Fault:
    """Why there is no payment."""
    fault = decoded(raw, contract)
    assert isinstance(fault, Fault)
    return fault
