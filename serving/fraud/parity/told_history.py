"""Whether the store has what a job told it of the last payments before some time.

Until it has, a payment of the history is neither in a state nor among those on their way, and
nobody who asks could know of it.
"""

from collections.abc import Sequence

from events.fraud.decision import payment_mark
from events.fraud.payment import Payment
from online_store.mirrored_states import Key, StateStore
from serving.fraud.payment_scorer import PaymentScorer

_NOBODY = "parity:"
"""An answer that nobody was given."""


class ToldHistory:
    """The newest payment of each key.

    Args:
        scorer: knows the keys of a payment.
        store: of the states.
        payments: the last ones, in the order that the job gets them in, each once.
    """

    def __init__(
        self, scorer: PaymentScorer, store: StateStore, payments: Sequence[Payment]
    ) -> None:
        self._store = store
        self._newest: dict[Key, int] = {
            (one.name, one.key): payment_mark(payment)
            for payment in payments
            for one in scorer.keys(payment)
        }

    async def is_there(self) -> bool:
        """Whether the state of each key has its newest payment.

        Raises:
            StoreUnavailable: if the store cannot be used now.
            StoreDataError: what it holds is damaged.
        """
        stored = await self._store.read(tuple(self._newest), _NOBODY)
        return all(
            one.image is not None and mark in one.image.marks
            for one, mark in zip(stored.keys, self._newest.values(), strict=True)
        )
