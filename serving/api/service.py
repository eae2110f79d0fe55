"""All that is served, put together: what answers comes in, an application goes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from litestar import Litestar
from litestar.types import ControllerRouterHandler

from events.fraud.schema import json_schema
from features.shared.definitions.model import Definitions
from online_store.readable import readable_entities
from serving.api.access import Access
from serving.api.app import Lifespan, create_app
from serving.api.decision_reads import decision_read_handlers
from serving.api.decisions import DecisionLimits, decision_handlers
from serving.api.features import FeatureReads, feature_handlers
from serving.api.graphql.handlers import graphql_handlers
from serving.api.graphql.limits import QueryLimits
from serving.api.graphql.query import graphql_schema
from serving.api.list_reads import ListReads
from serving.api.metrics import Metrics
from serving.api.recommendations import recommendation_handlers
from serving.api.status import Check, status_handlers
from serving.fraud.archive.reading import DecisionReading
from serving.fraud.feature_reading import FeatureReading
from serving.fraud.scoring import PaymentScoring
from serving.recommendations.lists import ListService


@dataclass(frozen=True, kw_only=True)
class Service:
    """What answers requests.

    Attributes:
        access: who may come in.
        definitions: of the fraud system's payments, entities and features.
        features: reads the newest features.
        scoring: decides payments; None where nothing decides, and there is no path for it.
        archive: has decisions of late; None where none are kept, and there is no path for them.
        lists: answers with lists; None where nothing recommends, and there is no path for them.
        checks: of each part that an answer needs, by a name for people.
        limits: of one request for decisions.
        query_limits: of one query of GraphQL.
        others: handlers of what else is served.
        lifespan: what is opened before the first request and closed after the last.
        metrics: of the application.
    """

    access: Access
    definitions: Definitions
    features: FeatureReading
    scoring: PaymentScoring | None
    archive: DecisionReading | None
    checks: Mapping[str, Check]
    lists: ListService | None = None
    limits: DecisionLimits = field(default_factory=DecisionLimits)
    query_limits: QueryLimits = field(default_factory=QueryLimits)
    others: Sequence[ControllerRouterHandler] = ()
    lifespan: Sequence[Lifespan] = ()
    metrics: Metrics = field(default_factory=Metrics)


def service_app(service: Service) -> Litestar:
    """The application."""
    features = FeatureReads(service.features, readable_entities(service.definitions))
    lists = None if service.lists is None else ListReads(service.lists)
    graph = graphql_schema(features, service.archive, lists, service.query_limits)
    handlers = [
        *status_handlers(service.checks, service.metrics),
        *feature_handlers(features),
        *graphql_handlers(graph, service.query_limits, service.metrics),
        *service.others,
    ]
    if service.scoring is not None:
        schema = json_schema("payment", service.definitions.fields)
        handlers += decision_handlers(service.scoring, service.metrics, schema, service.limits)
    if service.archive is not None:
        handlers += decision_read_handlers(service.archive)
    if service.lists is not None:
        handlers += recommendation_handlers(service.lists)
    return create_app(service.access, handlers, service.lifespan)
