"""Shopping events and items of the catalogue as Arrow columns, see `datasets.record_columns`."""

from typing import Final

import pyarrow as pa

from datasets.record_columns import RecordColumns
from events.recommendations import catalogue_item, shopping_event
from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.item_details import PRICE
from events.recommendations.shopping_event import ShoppingEvent, shopping_event_type
from events.shared.own_record import with_own_fields

_NUMBERS: Final = {"price_minor": pa.int64(), "event_time_ms": pa.int64()}

EVENT_COLUMNS: Final = RecordColumns(
    ShoppingEvent, shopping_event.COMPUTED_FIELDS, PRICE.base, _NUMBERS, shopping_event_type
)
ITEM_COLUMNS: Final = RecordColumns(
    CatalogueItem,
    catalogue_item.COMPUTED_FIELDS,
    PRICE.base,
    {**_NUMBERS, "available": pa.bool_()},
    lambda fields: with_own_fields(CatalogueItem, fields),
)
