"""What the pages show, and what they look it up in."""

from collections.abc import Mapping
from dataclasses import dataclass

from features.shared.definitions.model import Definitions
from online_store.readable import ReadableEntity
from serving.dashboard.health import HealthLook
from serving.fraud.agreement import Agreement
from serving.fraud.dead_letter_counts import DeadLetterCounts
from serving.fraud.feature_reading import FeatureReading
from serving.fraud.live import LiveDecisions
from serving.recommendations.lists import ListService


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Where the pages look.

    Attributes:
        live: decisions as they happen; None where the job's go nowhere.
        features: the newest of cards and merchants.
        entities: that have features, by name.
        health: of store and job.
        agreement: of what was said on request with what the job decided.
        dead_letters: what the job refused; None where nobody knows.
        lists: answers with shoppers' lists.
        shop: definitions of the job that makes them.
        has_labels: whether labels are followed.
        latency_limit_ms: what a decision may take in the job.
    """

    live: LiveDecisions | None
    features: FeatureReading
    entities: Mapping[str, ReadableEntity]
    health: HealthLook
    agreement: Agreement
    dead_letters: DeadLetterCounts | None
    lists: ListService
    shop: Definitions
    has_labels: bool
    latency_limit_ms: int = 100
