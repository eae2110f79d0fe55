"""What the store has of the keys of a payment: states, payments on their way, an earlier answer."""

import asyncio
from collections.abc import Mapping

from events.shared.feature_value import WrittenValue
from online_store.errors import StoreDataError, StoreUnavailable
from online_store.mirrored_states import MirroredStates, StateStore
from serving.fraud.payment_request import PaymentRequest
from serving.fraud.payment_scorer import Alone

StoredFeatures = Mapping[int, Mapping[str, WrittenValue]]
"""Features by the place of the hop."""

History = tuple[MirroredStates, StoredFeatures]


class HistoryReader:
    """Reads what a payment is decided by, in one round trip where every key has a state.

    Args:
        store: has the states.
    """

    def __init__(self, store: StateStore) -> None:
        self._store = store

    async def read(self, request: PaymentRequest, until_s: float) -> History | Alone:
        """States of the payment's keys, and features of those without one.

        Args:
            request: the payment.
            until_s: when to have given up, by the clock of the running loop.

        Returns:
            What was found, or why it was not to be had.
        """
        try:
            async with asyncio.timeout_at(until_s):
                stored, features = await self._history(request)
                if stored.told_us and _are_new(request, stored, features):
                    # A job that writes states may have written them between the two reads.
                    return await self._history(request)
                return stored, features
        except TimeoutError:
            return "deadline"
        except (StoreUnavailable, StoreDataError):
            return "store_unavailable"

    async def _history(self, request: PaymentRequest) -> History:
        stored = await self._store.read(request.names, request.answer)
        return stored, await self._features(request, stored)

    async def _features(self, request: PaymentRequest, stored: MirroredStates) -> StoredFeatures:
        """Features that the store has where it has no state; none of a payment answered before."""
        if stored.answer is not None:
            return {}
        places = [
            one.place
            for one, of_key in zip(request.keys, stored.keys, strict=True)
            if of_key.image is None or of_key.image.image is None
        ]
        asked = [
            (place, one)
            for place in places
            for one in request.scorer.stored_at(place, request.payment)
        ]
        if not asked:
            return {}
        found = await self._store.features([one for _, one in asked])
        features: dict[int, dict[str, WrittenValue]] = {}
        for (place, _), texts in zip(asked, found, strict=True):
            if texts is None:
                # Not to be read, and not a new key.
                features.setdefault(place, {})
            elif texts:
                features.setdefault(place, {}).update(request.scorer.typed(texts))
        return features


def _are_new(request: PaymentRequest, stored: MirroredStates, features: StoredFeatures) -> bool:
    """Whether a key has features, and there was no state of it before they were looked up."""
    return any(
        of_key.image is None and one.place in features
        for one, of_key in zip(request.keys, stored.keys, strict=True)
    )
