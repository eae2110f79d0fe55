"""`GET /v1/drift`, and the same as metrics: what is no longer as it was in training."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from litestar import get
from litestar.response import Response
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from monitoring.drift.finding import LEVELS
from serving.api.access import ApiRequest, needs, refuse_merchants
from serving.api.responses import json_response, told_responses
from serving.fraud.drift_watch import DriftWatch

_NOT_COMPARED: Final = "not_compared"


class DriftFinding(Struct, frozen=True):
    """A measure of a feature in a window; see docs/drift.md.

    Attributes:
        level: `alarm`, `warn`, `ok` or `too_few`.
        value: None where there is too little to say anything.
        limit: of the level reached.
        rows: payments that the value is of.
    """

    feature: str
    window: str
    measure: str
    level: str
    value: float | None
    limit: float
    rows: int


class DriftAnswer(Struct, frozen=True):
    """The newest comparison, made every minute and once the decisions of before are read.

    Attributes:
        level: that of the worst finding; `not_compared` before the first comparison.
        findings: the worst first, those that are ok left out.
        left_out: decisions that were not counted, since too many came together.
    """

    level: str
    findings: tuple[DriftFinding, ...]
    left_out: int


def drift_handlers(watch: DriftWatch) -> Sequence[ControllerRouterHandler]:
    """The handler."""

    @get(
        "/v1/drift",
        guards=[needs("administer")],
        responses=told_responses(DriftAnswer, description="The newest comparison with training"),
    )
    async def drift(request: ApiRequest) -> Response[bytes]:
        """Read what is no longer as it was when the model was trained."""
        refuse_merchants(request)
        report = watch.report
        found = () if report is None else report.findings
        answer = DriftAnswer(
            level=_NOT_COMPARED if report is None else report.level,
            findings=tuple(
                DriftFinding(
                    one.feature, one.window, one.measure, one.level, one.value, one.limit, one.rows
                )
                for one in found
                if one.level in {"alarm", "warn"}
            ),
            left_out=watch.left_out,
        )
        return json_response(msgspec.json.encode(answer))

    return [drift]


class DriftCollector(Collector):
    """Metrics of the comparison: how many findings of each level, and each that is not ok.

    Args:
        watch: that compares.
    """

    def __init__(self, watch: DriftWatch) -> None:
        self._watch = watch

    def collect(self) -> Iterator[Metric]:
        """The values of now."""
        counts = GaugeMetricFamily(
            "revstream_serving_drift_findings",
            "Measures of features beside training, by window and level",
            labels=["window", "level"],
        )
        values = GaugeMetricFamily(
            "revstream_serving_drift",
            "Measures that are above a limit",
            labels=["feature", "window", "measure", "level"],
        )
        report = self._watch.report
        if report is not None:
            for window in report.windows:
                for level in LEVELS:
                    found = sum(one.window == window.name for one in report.of(level))
                    counts.add_metric([window.name, level], found)
            for level in LEVELS[:2]:
                for one in report.of(level):
                    labels = [one.feature, one.window, one.measure, level]
                    values.add_metric(labels, one.value or 0.0)
        yield counts
        yield values
        yield CounterMetricFamily(
            "revstream_serving_drift_left_out",
            "Decisions that were not counted, since too many came together",
            self._watch.left_out,
        )
