"""The options of `revstream serve` by which its answers become spans."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import click

from monitoring.traces.collector import Collector
from monitoring.traces.sampling import Sampling
from monitoring.traces.sender import Sender
from serving.api.metrics import Metrics
from serving.api.traces_metrics import TracesCollector
from serving.fraud.scoring import PaymentScoring
from serving.fraud.traced_scoring import TracedScoring

_SLOW_US: Final = 100_000

_OPTIONS: Final = (
    click.option(
        "--traces",
        metavar="URL",
        help="Send decisions on request as spans: OTLP over HTTP, see revstream traces.",
    ),
    click.option(
        "--traces-sample",
        default=0.01,
        show_default=True,
        type=click.FloatRange(0, 1),
        help="Share that is sent of those that nothing marks.",
    ),
)


@dataclass(frozen=True)
class TraceChoices:
    """How answers become spans.

    Attributes:
        collector: takes them.
        share: of those that nothing marks.
    """

    collector: Collector
    share: float

    def traced(self, scoring: PaymentScoring, metrics: Metrics) -> TracedScoring:
        """What decides as `scoring` does, and leaves spans; a thread of it sends them.

        What becomes of them is among `metrics` from now on.
        """
        sender = Sender(self.collector)
        metrics.watch(TracesCollector(sender.counts))
        return TracedScoring(scoring, Sampling(self.share, _SLOW_US), sender)


def traces_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
