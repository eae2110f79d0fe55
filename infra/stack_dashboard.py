"""The dashboard of a stack: each job that it runs, then what they share, streams and store."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from infra.dashboard_body import Graph, GraphLine, Heading, Search
from infra.job_widgets import ShownJob, running, written
from infra.metrics import STORE, stream
from infra.stack_config import StackConfig

_SHARD_BYTES_PER_MINUTE: Final = 60 * 1_000_000
_SHARD_RECORDS_PER_MINUTE: Final = 60 * 1_000


@dataclass(frozen=True, kw_only=True)
class ShownPlatform:
    """What the jobs of a stack share.

    Attributes:
        streams: names of all streams.
        cache: name of the online store.
    """

    streams: Sequence[str]
    cache: str


def job_section(
    shown: ShownJob, own: Iterable[Graph | Heading], config: StackConfig
) -> list[Graph | Heading]:
    """The widgets of one job: its `own`, and those that every job has."""
    return [
        Heading(f"# {shown.application}"),
        *own,
        Heading("## The job"),
        *running(shown.application, config),
        *written(shown.application),
    ]


def platform_section(shown: ShownPlatform) -> list[Graph | Heading]:
    """The widgets of streams and store."""
    return [Heading("# Streams and store"), *_streams(shown), *_store(shown.cache)]


def _streams(shown: ShownPlatform) -> list[Graph | Heading]:
    refused = [
        GraphLine(
            metric=stream(name, "WriteProvisionedThroughputExceeded"), statistic="Sum", label=name
        )
        for name in shown.streams
    ]
    return [
        _per_minute(
            "Bytes put",
            "IncomingBytes",
            shown.streams,
            "bytes a minute",
            {"capacity of a shard": _SHARD_BYTES_PER_MINUTE},
        ),
        _per_minute(
            "Records put",
            "IncomingRecords",
            shown.streams,
            "records a minute",
            {"capacity of a shard": _SHARD_RECORDS_PER_MINUTE},
        ),
        Graph(title="Records refused", lines=refused, unit="records a minute"),
    ]


def _per_minute(
    title: str, metric: str, streams: Sequence[str], unit: str, limits: Mapping[str, float]
) -> Graph:
    lines = [
        GraphLine(metric=stream(name, metric), statistic="Sum", label=name) for name in streams
    ]
    return Graph(title=title, lines=lines, unit=unit, limits=limits)


def _store(cache: str) -> list[Graph | Heading]:
    return [
        Graph(
            title="Store: processing units and throttled commands",
            lines=[
                _of_store(cache, "ElastiCacheProcessingUnits", "Sum"),
                _of_store(cache, "ThrottledCmds", "Sum"),
            ],
            unit="a minute",
        ),
        Graph(
            title="Store: data",
            lines=[_of_store(cache, "BytesUsedForCache", "Maximum")],
            unit="bytes",
        ),
    ]


def _of_store(cache: str, metric: str, statistic: str) -> Search:
    """A search, as AWS does not say by which dimension a serverless cache reports."""
    found = f'Namespace="{STORE}" MetricName="{metric}" "{cache}"'
    return Search(expression=f"SEARCH('{found}', '{statistic}', 60)", label=metric)
