"""What the online store is to have of a list."""

import msgspec

from events.recommendations.recommendation_list import LIST_SCHEMA_VERSION, RecommendationList
from events.shared.feature_update import FeatureUpdate
from online_store.keys import LISTS


def list_update(shopper: str, made: RecommendationList) -> FeatureUpdate:
    """The update that the list of a shopper is; `online_store.lists` reads it back."""
    ranker = made.ranker
    values = {
        "list_id": made.list_id,
        "items": msgspec.json.encode(made.items).decode(),
        "variant": made.variant,
        "definitions": made.definitions,
        "ranker": None if ranker is None else f"{ranker.name}@{ranker.version}",
        "rules": made.rules,
        "job_version": made.job_version,
    }
    return FeatureUpdate(
        LISTS, shopper, made.event_time_ms, LIST_SCHEMA_VERSION, values, made.event_id
    )
