"""What of a record's bytes may leave the job: all but card numbers and personal values."""

from collections.abc import Callable

from events.shared.card_numbers import masked
from events.shared.personal_values import without_personal


def leaving_bytes(
    personal: frozenset[str], *, card_numbers: bool = False
) -> Callable[[bytes], bytes]:
    """How a record that cannot be decoded leaves the job.

    Args:
        personal: names of the fields whose values never leave it.
        card_numbers: whether a card number may stand for a token, and so may be shown.
    """

    def leaving(record: bytes) -> bytes:
        without = without_personal(record, personal)
        return without if card_numbers else masked(without)

    return leaving
