"""A list as a job makes it, and writes it to a store."""

from redis import Redis

from events.recommendations.recommendation_list import RecommendationList, RecommendedItem
from events.shared.model_ref import ModelRef
from online_store.writer import FeatureStoreWriter, WriteResult
from udfs.recommendations.store_updates import list_update

ITEMS = (
    RecommendedItem("lamp-1", 0.75, "neighbours", "goes with a chair"),
    RecommendedItem('a "lamp" — 2', -1.5, "leaders", "liked in lamps"),
)
MADE = RecommendationList(
    list_id="l-1",
    user_id="u:1",
    session_id="s-1",
    event_id="e-1",
    event_time_ms=1_000,
    items=ITEMS,
    ranker=ModelRef("ranker", "3", "0" * 64),
    rules=("in_stock@1", "fresh@2"),
    definitions="d" * 64,
    stage_us={},
    trace_id=None,
    job_version="1.2.3",
)
SHOPPER = "user:u:1"
KEY = "recommendations:user:u:1"


def written(
    store: Redis, *made: RecommendationList, shopper: str = SHOPPER, ttl_s: int = 600
) -> WriteResult:
    updates = [list_update(shopper, one) for one in made]
    return FeatureStoreWriter(store, ttl_s=ttl_s).write(updates)
