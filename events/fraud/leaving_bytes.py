"""What of a record's bytes may leave the job: all but card numbers and personal values."""

from collections.abc import Callable

from events.fraud.payment_contract import PaymentContract
from events.shared.card_numbers import masked
from events.shared.personal_values import without_personal


def leaving_bytes(
    contract: PaymentContract, *, card_numbers: bool = False
) -> Callable[[bytes], bytes]:
    """How a record that is no payment leaves the job.

    Args:
        contract: has the personal fields.
        card_numbers: whether a card number may stand for a card, and so may be shown.
    """
    personal = contract.personal

    def leaving(record: bytes) -> bytes:
        without = without_personal(record, personal)
        return without if card_numbers else masked(without)

    return leaving
