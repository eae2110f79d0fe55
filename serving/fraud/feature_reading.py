"""The features that a caller may read: the platform those of all, a merchant those of its own."""

from collections.abc import Sequence
from typing import Final, Protocol

from online_store.readable import ReadableEntity
from online_store.reader import StoredFeatures
from serving.shared.caller import Caller

_MERCHANT_FIELD: Final = "merchant_id"


class FeatureReading(Protocol):
    """Reads the newest features of an entity."""

    async def read(self, entity: ReadableEntity, ids: Sequence[str]) -> StoredFeatures | None:
        """The features of an entity, None if the store has none.

        Args:
            entity: kind of the entity.
            ids: a value for each of its fields.

        Raises:
            StoreUnavailable: if the store cannot be used now.
        """


def may_read(caller: Caller, entity: ReadableEntity, ids: Sequence[str]) -> bool:
    """Whether the features are the caller's to read.

    What a merchant is part of, such as a pair of card and merchant, holds payments at that merchant
    alone, so it is that merchant's. A card, a device has payments at many: it is the platform's.
    """
    if caller.has_all_merchants:
        return True
    if _MERCHANT_FIELD not in entity.fields:
        return False
    return caller.has_merchant(ids[entity.fields.index(_MERCHANT_FIELD)])
