"""The interface of what decides on request, for the API and for stand-ins in its tests."""

from typing import Protocol

from serving.fraud.answer import Answer, Refusal
from serving.shared.caller import Caller


class PaymentScoring(Protocol):
    """Decides payments on request."""

    async def decide(self, raw: bytes, caller: Caller, deadline_ms: int) -> Answer | Refusal:
        """The decision of one payment.

        Args:
            raw: the payment as JSON, as its stream has it.
            caller: who asks; another merchant's payment is refused.
            deadline_ms: after so long the rules alone decide; of 0 at once.
        """
