"""The dashboard over decisions of a test, with keys to it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from litestar import Litestar

from events.fraud.decision import Action, Decision, Reason
from events.fraud.label import Label
from events.shared.json_records import encode
from events.shared.state_image import JobClock
from features.recommendations.definitions import DEFAULT, load_definitions
from online_store.readable import readable_entities
from online_store.reader import StoredFeatures
from serving.api.access import Access
from serving.api.app import create_app
from serving.dashboard.health import HealthLook
from serving.dashboard.parts import dashboard_handlers
from serving.dashboard.sessions import Sessions
from serving.dashboard.sources import Sources
from serving.fraud.agreement import Agreement
from serving.fraud.dead_letter_counts import DeadLetterCounts
from serving.fraud.drift_watch import DriftWatch
from serving.fraud.live import LiveDecisions, LiveLimits, live_decisions
from serving.fraud.received import received
from serving.recommendations.lists import ListService, ListSettings
from serving.shared.background import beside
from serving.shared.keys.key_ring import KeyRing
from serving.shared.tail.followed_results import FollowedResults
from serving.shared.token_bucket import RateLimit, TokenBuckets
from tests.serving import stored_lists
from tests.serving.api.served import DEFINITIONS, PLENTY, Keys, stored
from tests.serving.decisions import OWN, decision
from tests.serving.recommendations.asked import Kept
from tests.serving.stand_ins import EverLater, SimpleFeatures
from tests.serving.stored_lists import SimpleLists
from tests.serving.tail.written_results import OUTPUT, WrittenResults

RESULTS = "OUT"
SHOP = load_definitions(DEFAULT)


def payment_decision(  # noqa: PLR0913 - what a test says of it
    number: int,
    action: Action = "block",
    *,
    merchant_id: str = OWN,
    card_id: str = "c-1",
    transaction_id: str | None = None,
    text: str = "12 payments in a minute",
) -> Decision:
    """A decision with a number for its id, of EUR 12.50, a second after the one before."""
    made = decision(f"{number:032x}", merchant_id=merchant_id, action=action)
    return msgspec.structs.replace(
        made,
        card_id=card_id,
        transaction_id=transaction_id or f"t-{number}",
        event_time_ms=made.event_time_ms + 1_000 * number,
        currency="EUR",
        country="FR",
        channel="pos",
        score=0.91,
        tier="model",
        reasons=(
            Reason("model", "card_count_1m", text, 0.42, "R02", ("card_count_1m",), 2.5),
            Reason("rule", "burst", "Five tiny payments"),
        ),
        features={"amount_minor": 1_250, "card_count_1m": 12, "card_count_1h": 20},
        stage_us={"decode": 20, "in_job": 900},
        trace_id=f"trace-{number}",
    )


@dataclass
class Site:
    """A dashboard.

    Attributes:
        app: that serves it.
        live: its decisions.
        agreement: of answers.
        letters: counts of dead letters.
        lists: of shoppers, as the store has them.
        exposures: where it would be written down that a list was shown.
        sessions: of who looks.
        keys: makes keys.
        job: writes decisions that it follows while it runs.
    """

    app: Litestar
    live: LiveDecisions
    agreement: Agreement
    letters: DeadLetterCounts
    lists: SimpleLists
    exposures: Kept
    sessions: Sessions
    keys: Keys
    job: WrittenResults = field(repr=False)

    def decide(self, *decisions: Decision) -> None:
        """Let decisions come in without the job, and without a feed."""
        read = [received(one, encode(one)) for one in decisions]
        for one in read:
            self.live.archive.add(one)
        self.live.activity.heard(read, is_live=True)

    def label(self, *labels: Label) -> None:
        """Let labels come in."""
        for one in labels:
            self.live.archive.add_label(one)
            self.live.activity.heard_label(one)

    def key(self, *scopes: str, merchants: tuple[str, ...] | None = None) -> str:
        """The text of a new key."""
        headers = self.keys.headers(*scopes, merchants=merchants)  # type: ignore[arg-type]
        return headers["Authorization"].removeprefix("Bearer ")


def _stored_of(merchants: Sequence[str]) -> dict[tuple[str, ...], StoredFeatures]:
    return {
        **{("merchant", one): stored(merchant_count_1h=5) for one in merchants},
        ("item", "lamp-2"): stored(item_price_mean_minor=4_990),
        ("shopper", "user:u-1"): stored(shopper_views_1h=7),
    }


async def _store_answers() -> None:
    """It does."""


async def _clock() -> JobClock | None:
    return JobClock(watermark_ms=1_736_121_600_000, version_us=1_736_121_601_000_000)


def site(  # noqa: PLR0913 - what a test says of it
    folder: Path,
    *,
    has_labels: bool = True,
    features: Sequence[str] = (OWN,),
    follows: bool = False,
    drift: DriftWatch | None = None,
    limit: RateLimit = PLENTY,
) -> Site:
    """A dashboard.

    Args:
        folder: of its keys and of its job's results.
        has_labels: whether labels are followed.
        features: merchants that the store has features of.
        follows: whether it follows what its job writes.
        drift: compares decisions with training.
        limit: of a key's requests.
    """
    keys = Keys(folder / "keys.json")
    keys.headers()
    ring = KeyRing(keys.path, clock_s=EverLater())
    live = live_decisions(LiveLimits(), FollowedResults(folder / RESULTS, OUTPUT), drift=drift)
    agreement, letters = Agreement(), DeadLetterCounts()
    lists, exposures = SimpleLists(), Kept()
    sources = Sources(
        live=live,
        features=SimpleFeatures(_stored_of(features)),
        entities=readable_entities(DEFINITIONS),
        health=HealthLook(_store_answers, _clock),
        agreement=agreement,
        dead_letters=letters,
        lists=ListService(lists, exposures, ListSettings(), lambda: stored_lists.NOW_S),
        shop=SHOP,
        has_labels=has_labels,
    )
    sessions = Sessions(b"s" * 32, ring)

    @asynccontextmanager
    async def following(_: Litestar) -> AsyncIterator[None]:
        async with beside(*(live.works if follows else ())):
            yield

    handlers = dashboard_handlers(sources, DEFINITIONS.features, sessions)
    access = Access(ring, TokenBuckets(limit))
    app = create_app(access, handlers, [following])
    job = WrittenResults(folder / RESULTS)
    return Site(app, live, agreement, letters, lists, exposures, sessions, keys, job)
