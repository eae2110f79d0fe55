"""What one stage hands to the next: payments with the features of the keys so far, and labels."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from events.fraud.label import Label
from events.fraud.payment import Payment
from events.fraud.payment_type import payment_type
from events.shared.own_fields import OwnField

PaymentT = TypeVar("PaymentT")


class EnrichedPayment(Struct, Generic[PaymentT], frozen=True, array_like=True, tag="payment"):
    """A payment on its way from key to key.

    Attributes:
        payment: the payment, with the fields of the definition file.
        values: of each key that it has passed, in the order of the plan's hops; empty tuples for a
            late payment.
        incomplete: names of the features that are missing since their window was not seen whole.
        late: whether it was late at its first key.
        watermark_ms: the watermark it was judged against.
        read_at_ms: processing time at which the record was read.
        stage_us: microseconds of decoding and of the features of each key.
        states: for the store, encoded updates of the states that it has changed so far; None where
            it has no such key. Empty where the store has no states.
    """

    payment: PaymentT
    values: tuple[tuple[Any, ...], ...]
    incomplete: tuple[str, ...]
    late: bool
    watermark_ms: int
    read_at_ms: int
    stage_us: tuple[int, ...]
    states: tuple[str | None, ...] = ()


class ForwardedLabel(Struct, frozen=True, array_like=True, gc=False, tag="label"):
    """A label on its way to the keys that it names; for `states` see `EnrichedPayment`."""

    label: Label
    states: tuple[str | None, ...] = ()


Passing = EnrichedPayment[Payment] | ForwardedLabel
"""What passes from key to key."""


def passing_decoder(fields: tuple[OwnField, ...]) -> Callable[[bytes], Passing]:
    """Decodes what passes, where payments have some fields of their own; it does not pickle."""
    of_payment: Any = EnrichedPayment
    kinds = of_payment[payment_type(fields)] | ForwardedLabel
    decode: Callable[[bytes], Passing] = msgspec.msgpack.Decoder(kinds).decode
    return decode
