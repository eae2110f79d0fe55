"""What the card stage hands to the merchant stage: payments with their card's features, labels."""

from msgspec import Struct

from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.feature_value import FeatureValue


class EnrichedPayment(Struct, frozen=True, array_like=True, gc=False, tag="payment"):
    """A payment on its way from its card to its merchant.

    Attributes:
        payment: the payment.
        card_values: values in the order of the card features, empty for a late payment.
        late: whether it was late at its card.
        watermark_ms: the watermark it was judged against.
        read_at_ms: processing time at which the record was read.
        stage_us: microseconds of decoding and of the card features.
    """

    payment: Payment
    card_values: tuple[FeatureValue, ...]
    late: bool
    watermark_ms: int
    read_at_ms: int
    stage_us: tuple[int, int]


class ForwardedLabel(Struct, frozen=True, array_like=True, gc=False, tag="label"):
    """A label on its way from its card to its merchant."""

    label: Label
