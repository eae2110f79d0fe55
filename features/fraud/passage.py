"""A payment's way through the states of its keys, as every way of deciding it takes it.

::

    payment --> first key --> (duplicate: nothing) --> further keys --> all values, in one tuple
"""

from collections.abc import Callable
from typing import Literal, Protocol

from msgspec import Struct

from events.fraud.payment import Payment
from events.shared.feature_value import FeatureValue
from features.shared.plan.plan import Plan
from features.shared.state.key_state import KeyOutcome


class PassedPayment(Struct, frozen=True, gc=False):
    """What came of one payment.

    Attributes:
        kind: accepted; late (accepted without what needs a history); a duplicate; or a dead letter,
            of which no rate says what its amount is in the base currency.
        values: in the order of the plan's names; of a late payment in that of its late names;
            empty for a duplicate and a dead letter.
        watermark_ms: the watermark that the payment arrived at.
        incomplete: names of features that are missing since their window was not seen whole.
    """

    kind: Literal["accepted", "late", "duplicate", "dead_letter"]
    values: tuple[FeatureValue, ...]
    watermark_ms: int
    incomplete: tuple[str, ...] = ()


class TakesPayments(Protocol):
    """The state of a key, or what stands for it."""

    def add(self, event: Payment, watermark_ms: int, *, late: bool | None = None) -> KeyOutcome:
        """Takes one payment; see `KeyState.add`."""


def pass_keys(
    plan: Plan,
    payment: Payment,
    watermark_ms: int,
    state_of: Callable[[int, str], TakesPayments],
) -> PassedPayment:
    """Takes a payment in at all its keys.

    Args:
        plan: what is computed.
        payment: whose amount is compared already.
        watermark_ms: that it arrives at.
        state_of: the state of a key, by the place of its hop and the key.
    """
    first, *others = plan.hops
    outcome = state_of(0, first.key(payment)).add(payment, watermark_ms)
    if outcome.kind == "duplicate":
        return PassedPayment("duplicate", (), watermark_ms)
    late = outcome.kind == "late"
    values, incomplete = [outcome.values], outcome.incomplete
    for place, hop in enumerate(others, start=1):
        key = hop.key(payment)
        if key is None:
            values.append(hop.nothing)
            continue
        of_key = state_of(place, key).add(payment, watermark_ms, late=late)
        values.append(of_key.values)
        incomplete += of_key.incomplete
    if late:
        return PassedPayment("late", plan.assemble_late(payment), watermark_ms)
    together = plan.assemble(payment, *values)
    if incomplete:
        together, incomplete = plan.without(together, incomplete)
    return PassedPayment("accepted", together, watermark_ms, incomplete)
