"""The dashboard of `revstream serve`: where its pages look, and who may open them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from litestar import Litestar
from litestar.types import ControllerRouterHandler

from cli.serve.lists import ListChoices
from cli.serve.signing_secret import signing_secret
from features.fraud.definitions import load_definitions
from jobs.fraud.settings import FraudSettings
from online_store.async_connection import AsyncRedis
from online_store.async_lists import AsyncListReader
from online_store.async_reader import AsyncFeatureReader
from online_store.mirrored_states import StateStore
from online_store.readable import readable_entities
from serving.api.app import Lifespan
from serving.dashboard.health import HealthLook
from serving.dashboard.parts import dashboard_handlers
from serving.dashboard.session_access import PATH
from serving.dashboard.sessions import Sessions
from serving.dashboard.sources import Sources
from serving.fraud.agreement import Agreement
from serving.fraud.dead_letter_counts import DeadLetterCounts
from serving.fraud.decision_sources import dead_letter_source, label_source
from serving.fraud.live import LiveDecisions
from serving.recommendations.lists import ListService
from serving.shared.background import Work, beside
from serving.shared.flink_rest import FlinkRest
from serving.shared.keys.key_ring import Credentials
from serving.shared.record_sink import Nowhere


@dataclass(frozen=True)
class DashboardPart:
    """What a service needs of it.

    Attributes:
        handlers: of its pages.
        lifespan: of what it follows.
        sessions: of who looks.
    """

    handlers: Sequence[ControllerRouterHandler]
    lifespan: Lifespan
    sessions: Sessions

    def sign_in_link(self, url: str) -> str:
        """A link that signs in the operator, once.

        Args:
            url: of the service.
        """
        return f"{url}{PATH}/open?token={self.sessions.link_token()}"


@dataclass(frozen=True)
class Decided:
    """What is decided: on request, and by the job where its decisions are followed."""

    agreement: Agreement
    live: LiveDecisions | None


def dashboard(  # noqa: PLR0913 - where its pages look
    settings: FraudSettings,
    client: AsyncRedis,
    credentials: Credentials,
    decided: Decided,
    *,
    lists: ListChoices,
    flink: str | None,
) -> DashboardPart:
    """The dashboard of a job with these settings.

    Args:
        settings: of the job.
        client: of the store.
        credentials: tell who has a key.
        decided: what is decided.
        lists: how shoppers' lists are answered.
        flink: Flink's REST interface; None where it is not known.

    Raises:
        DefinitionsError: the definitions have faults.
        ValueError: `flink` is no address.
    """
    definitions = load_definitions(settings.features_definitions)
    source = dead_letter_source(settings)
    letters = None if source is None else DeadLetterCounts()
    works: list[Work] = []
    if source is not None and letters is not None:
        works.append(letters.following(source).run)
    reader = AsyncFeatureReader(client)
    rest = None if flink is None else FlinkRest(flink)
    sources = Sources(
        live=decided.live,
        features=reader,
        entities=readable_entities(definitions),
        health=HealthLook(reader.answers, StateStore(client).clock, rest),
        agreement=decided.agreement,
        dead_letters=letters,
        # Who looks on is shown no list as a shopper is: nothing is to be written down.
        lists=ListService(AsyncListReader(client), Nowhere(), lists.settings),
        shop=lists.shop,
        has_labels=label_source(settings) is not None,
    )
    sessions = Sessions(signing_secret(), credentials)

    @asynccontextmanager
    async def following(_: Litestar) -> AsyncIterator[None]:
        async with beside(*works):
            yield

    return DashboardPart(
        dashboard_handlers(sources, definitions.features, sessions), following, sessions
    )
