"""The one codec of the fraud system: bytes to an event or a `Fault`, never an exception."""

from typing import Final

from events.fraud.label import Label
from events.fraud.payment import AMOUNT, COMPUTED_FIELDS, Payment
from events.fraud.payment_contract import PaymentContract
from events.shared.card_numbers import is_card_number, shown_time
from events.shared.field_faults import MAX_FUTURE_MS, card_number, in_future, unknown_code
from events.shared.iso_codes import COUNTRIES, CURRENCIES
from events.shared.json_records import MAX_RECORD_BYTES, RecordDecoder
from events.shared.money.amount_comparison import settlement
from events.shared.own_checks import own_checks
from events.shared.rejected import Cause, Fault

NO_OWN_FIELDS: Final = PaymentContract()
"""Of payments that are only looked at: nothing compares their amounts."""

NOT_PERSONAL: Final = frozenset(
    {
        "amount_minor",
        "currency",
        "country",
        "channel",
        "event_time_ms",
        "kind",
        "reported_time_ms",
    }
)
"""Fields of payments and labels of which a message shows the faulty value."""


class PaymentDecoder:
    """Decodes payments; make one per operator instance, since it does not pickle.

    Args:
        max_record_bytes: larger records are rejected unread.
        max_future_ms: allowed lead of a payment's clock, in milliseconds.
        card_numbers: whether a card number may stand for a card.
        contract: the own fields of payments, and how their amounts are compared.
        shows_values: whether a fault shows the value of a field that is not personal. Who asks for
            a decision is told none: a card number may stand in any field.
    """

    def __init__(
        self,
        max_record_bytes: int = MAX_RECORD_BYTES,
        max_future_ms: int = MAX_FUTURE_MS,
        *,
        card_numbers: bool = False,
        contract: PaymentContract = NO_OWN_FIELDS,
        shows_values: bool = True,
    ) -> None:
        self._max_future_ms = max_future_ms
        self._shows_values = shows_values
        self._card_numbers = card_numbers
        self._checks = (
            *own_checks(contract.fields, shows_values=shows_values),
            settlement(contract.money, AMOUNT, shows_values=shows_values),
        )
        self._decode = RecordDecoder(
            contract.payment_type,
            max_record_bytes,
            computed=COMPUTED_FIELDS,
            shown=NOT_PERSONAL | contract.shown if shows_values else frozenset(),
        ).decode

    def decode(self, raw: bytes, now_ms: int) -> Payment | Fault:
        """The payment in `raw`, or why there is none; `now_ms` is the time of arrival."""
        payment = self._decode(raw)
        return payment if isinstance(payment, Fault) else self._fault(payment, now_ms) or payment

    def _fault(self, payment: Payment, now_ms: int) -> Fault | None:
        fault = self._fault_of_every(payment, now_ms)
        for check in self._checks:
            fault = fault or check(payment)
        return fault

    def _fault_of_every(self, payment: Payment, now_ms: int) -> Fault | None:
        if not self._card_numbers and is_card_number(payment.card_id):
            return card_number("card_id")
        if payment.currency not in CURRENCIES:
            return self._unknown("unknown_currency", "currency", payment.currency, "ISO 4217")
        if payment.country not in COUNTRIES:
            return self._unknown("unknown_country", "country", payment.country, "ISO 3166-1")
        if payment.event_time_ms > now_ms + self._max_future_ms:
            return in_future(
                "event_time_ms",
                payment.event_time_ms,
                self._max_future_ms,
                shows_values=self._shows_values,
            )
        if (payment.latitude is None) != (payment.longitude is None):
            absent = "latitude" if payment.latitude is None else "longitude"
            return Fault(
                "incomplete_position",
                absent,
                f"{absent}: missing, latitude and longitude are expected together",
            )
        return None

    def _unknown(self, cause: Cause, field: str, code: str, standard: str) -> Fault:
        return unknown_code(cause, field, code if self._shows_values else None, standard)


class LabelDecoder:
    """Decodes labels; make one per operator instance, since it does not pickle.

    Args:
        max_future_ms: allowed lead of a label's clock, in milliseconds.
        card_numbers: whether a card number may stand for a card.
    """

    def __init__(self, max_future_ms: int = MAX_FUTURE_MS, *, card_numbers: bool = False) -> None:
        self._max_future_ms = max_future_ms
        self._card_numbers = card_numbers
        self._decode = RecordDecoder(Label, shown=NOT_PERSONAL).decode

    def decode(self, raw: bytes, now_ms: int) -> Label | Fault:
        """The label in `raw`, or why there is none; `now_ms` is the time of arrival."""
        label = self._decode(raw)
        return label if isinstance(label, Fault) else self._check(label, now_ms)

    def _check(self, label: Label, now_ms: int) -> Label | Fault:
        if not self._card_numbers and is_card_number(label.card_id):
            return card_number("card_id")
        if label.reported_time_ms < label.event_time_ms:
            return Fault(
                "out_of_range",
                "reported_time_ms",
                f"reported_time_ms: {shown_time(label.reported_time_ms)} is before event_time_ms"
                f" {shown_time(label.event_time_ms)}, a label cannot be known before its payment",
            )
        if label.reported_time_ms > now_ms + self._max_future_ms:
            return in_future("reported_time_ms", label.reported_time_ms, self._max_future_ms)
        return label
