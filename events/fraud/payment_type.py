"""The payment of one definition file: what every payment has, and the file's own fields."""

from collections.abc import Callable

from events.fraud.payment import COMPUTED_FIELDS, Payment
from events.shared import own_record
from events.shared.own_fields import OwnField


def payment_type(fields: tuple[OwnField, ...]) -> type[Payment]:
    """`Payment` with an attribute for each of `fields`, None where a payment lacks it.

    Raises:
        ValueError: a field has the name of one that every payment has, or two have the same.
    """
    return own_record.with_own_fields(Payment, fields)


def public_copy(fields: tuple[OwnField, ...]) -> Callable[[Payment], Payment]:
    """How a payment leaves the job: as it came, without personal fields and computed ones."""
    return given_copy(own_record.not_personal(fields))


def given_copy(fields: tuple[OwnField, ...]) -> Callable[[Payment], Payment]:
    """A payment as a record gives it: its decimals as text, with these of its own fields only."""
    return own_record.given_copy(Payment, fields, COMPUTED_FIELDS)
