"""`GET /v1/in-force`: by which rules and model requests are decided now, and what was refused."""

from collections.abc import Iterator, Sequence

import msgspec
from litestar import get
from litestar.response import Response
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from serving.api.access import ApiRequest, needs, refuse_merchants
from serving.api.responses import json_response, told_responses
from serving.fraud.in_force import InForce, RefusedReplacement
from serving.fraud.replacing import Replacing


class InForceReport(Struct, frozen=True):
    """What this process decides by.

    Attributes:
        in_force: rules, model and definitions.
        looks: whether it looks for others.
        replaced: times that it had others since it started.
        refused: what the files hold and is not usable; None where they hold what is in force.
    """

    in_force: InForce
    looks: bool
    replaced: int
    refused: RefusedReplacement | None


def in_force_handlers(replacing: Replacing) -> Sequence[ControllerRouterHandler]:
    """The handler."""

    @get(
        "/v1/in-force",
        guards=[needs("administer")],
        responses=told_responses(InForceReport, description="Rules and model in force"),
    )
    async def read(request: ApiRequest) -> Response[bytes]:
        """Read by which rules and model requests are decided."""
        refuse_merchants(request)
        report = InForceReport(
            replacing.in_force, replacing.looks, replacing.counts["replaced"], replacing.refused
        )
        return json_response(msgspec.json.encode(report))

    return [read]


class InForceCollector(Collector):
    """Metrics of what is in force.

    Args:
        replacing: puts it in force.
    """

    def __init__(self, replacing: Replacing) -> None:
        self._replacing = replacing

    def collect(self) -> Iterator[Metric]:
        """The values of now."""
        now, model = self._replacing.in_force, self._replacing.in_force.model
        info = GaugeMetricFamily(
            "revstream_serving_in_force",
            "1 for the rules, model and definitions that decide",
            labels=["ruleset", "model", "model_version", "model_sha256", "definitions"],
        )
        info.add_metric([now.ruleset, model.name, model.version, model.sha256, now.definitions], 1)
        yield info
        replacements = CounterMetricFamily(
            "revstream_serving_replacements",
            "Changed rules or models by what became of them",
            labels=["outcome"],
        )
        for outcome, count in self._replacing.counts.items():
            replacements.add_metric([outcome], count)
        yield replacements
        yield GaugeMetricFamily(
            "revstream_serving_replacement_refused",
            "1 while the files hold rules or a model that are not usable",
            int(self._replacing.refused is not None),
        )
