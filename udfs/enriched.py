"""What the card stage hands to the merchant stage: the payment with its card's features."""

from msgspec import Struct

from events.decision import FeatureValue
from events.payment import Payment


class EnrichedPayment(Struct, frozen=True, array_like=True, gc=False):
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
