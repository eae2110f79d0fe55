"""Gives streams twice or half their shards by their load; runs in AWS Lambda every five minutes.

CloudWatch: bytes and records in, by 5 min --+
            changes in the last 24 h --------+--> wanted_shards --> Kinesis: UpdateShardCount
Kinesis:    open shards ---------------------+

used  70 % --------- above it within the last 15 minutes: twice the shards
      20 % --------- below it for 6 hours on end:         half the shards

This one file is the function's whole code: it imports only what Lambda has, and everything it
knows of the past it reads from CloudWatch.
"""

from __future__ import annotations

import json
import logging
import os
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef
    from mypy_boto3_kinesis import KinesisClient

STREAMS_VARIABLE = "REVSTREAM_SCALED_STREAMS"
NAMESPACE = "revstream/shard-scaling"
CHANGES_METRIC = "ShardCountChanges"

# What one shard takes in: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
SHARD_BYTES_PER_S = 1_000_000
SHARD_RECORDS_PER_S = 1_000

BUSY = 0.7
IDLE = 0.2
PERIOD_S = 300
# Metrics arrive a few minutes late, so that the newest period may still be empty.
BUSY_SPAN = timedelta(minutes=15)
IDLE_SPAN = timedelta(hours=6)
CHANGES_SPAN = timedelta(hours=24)
# The service allows ten in 24 hours. Two are left for people, and growing never waits for what
# shrinking has used up.
MAX_CHANGES = 8
MAX_CHANGES_BEFORE_SHRINKING = 4

_log = logging.getLogger(__name__)


class ScalingError(RuntimeError):
    """The shards of some streams could not be looked at or changed; the message names them."""


@dataclass(frozen=True)
class Bounds:
    """Least and greatest number of shards that a stream may be given."""

    least: int
    most: int


@dataclass(frozen=True)
class Load:
    """What a stream takes in, as the number of shards that it would keep wholly busy.

    Attributes:
        recent: the most of any period in the last 15 minutes.
        longest: the most of any period in the last 6 hours.
    """

    recent: float
    longest: float


def wanted_shards(open_shards: int, load: Load, changes: int, bounds: Bounds) -> int:
    """The number of shards that a stream should have next.

    It is at most twice and at least half of `open_shards`, as the service requires of one change.

    Args:
        open_shards: that it has now.
        load: what it takes in.
        changes: of its number in the last 24 hours.
        bounds: of the number; outside of them it moves towards them, but never into overload.
    """
    doubled = 2 * open_shards
    halved = -(-open_shards // 2)
    if changes >= MAX_CHANGES:
        return open_shards
    if open_shards < bounds.least:
        return min(doubled, bounds.least)
    if load.recent > BUSY * open_shards:
        return max(open_shards, min(doubled, bounds.most))
    is_idle = load.longest < IDLE * open_shards
    fewer = max(halved, bounds.most if open_shards > bounds.most else bounds.least)
    fits = load.recent <= BUSY * fewer
    may_shrink = changes < MAX_CHANGES_BEFORE_SHRINKING and fits
    if may_shrink and (is_idle or open_shards > bounds.most):
        return fewer
    return open_shards


def measured_load(
    bytes_in: Mapping[datetime, float], records_in: Mapping[datetime, float], now: datetime
) -> Load:
    """The load from sums by the start of their period; a period without a sum had no records."""
    used = [
        (
            start,
            max(
                bytes_in.get(start, 0.0) / SHARD_BYTES_PER_S,
                records_in.get(start, 0.0) / SHARD_RECORDS_PER_S,
            )
            / PERIOD_S,
        )
        for start in bytes_in.keys() | records_in.keys()
    ]
    return Load(
        recent=max((shards for start, shards in used if start >= now - BUSY_SPAN), default=0.0),
        longest=max((shards for start, shards in used if start >= now - IDLE_SPAN), default=0.0),
    )


def handler(event: Mapping[str, Any], _context: object) -> list[dict[str, Any]]:
    """Look at every stream and change the number of its shards where that is wanted.

    Args:
        event: of the schedule; its `time` is taken for now.
        _context: of Lambda.

    Returns:
        For each stream its name, its open shards and the number wanted.

    Raises:
        ScalingError: once all streams have been tried, if some failed.
    """
    now = datetime.fromisoformat(event["time"])
    results: list[dict[str, Any]] = []
    failures: list[str] = []
    with (
        closing(boto3.client("kinesis")) as kinesis,
        closing(boto3.client("cloudwatch")) as metrics,
    ):
        for stream, bounds in json.loads(os.environ[STREAMS_VARIABLE]).items():
            try:
                result = _scale(kinesis, metrics, stream, Bounds(**bounds), now)
            except (BotoCoreError, ClientError) as error:
                failures.append(f"{stream}: {error}")
            else:
                results.append(result)
                _log.info(json.dumps(result))
    if failures:
        raise ScalingError("; ".join(failures))
    return results


def _scale(
    kinesis: KinesisClient,
    metrics: CloudWatchClient,
    stream: str,
    bounds: Bounds,
    now: datetime,
) -> dict[str, Any]:
    summary = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]
    result = {"stream": stream, "open_shards": summary["OpenShardCount"]}
    if summary["StreamStatus"] != "ACTIVE":
        return result | {"skipped": f"it is {summary['StreamStatus']}"}
    sums = _sums(metrics, stream, now)
    load = measured_load(sums["bytes"], sums["records"], now)
    changes = int(sum(sums["changes"].values()))
    wanted = wanted_shards(summary["OpenShardCount"], load, changes, bounds)
    if wanted != summary["OpenShardCount"]:
        # Counted first: a change that fails then costs a little patience, not the limit.
        _count_change(metrics, stream, now)
        kinesis.update_shard_count(
            StreamName=stream, TargetShardCount=wanted, ScalingType="UNIFORM_SCALING"
        )
    return result | {"wanted_shards": wanted, "changes_24h": changes, "load": asdict(load)}


def _sums(
    metrics: CloudWatchClient, stream: str, now: datetime
) -> dict[str, dict[datetime, float]]:
    """Sums of the last 24 hours, by the start of their period."""
    queries = [
        _query("bytes", "AWS/Kinesis", "IncomingBytes", stream),
        _query("records", "AWS/Kinesis", "IncomingRecords", stream),
        _query("changes", NAMESPACE, CHANGES_METRIC, stream),
    ]
    sums: dict[str, dict[datetime, float]] = {query["Id"]: {} for query in queries}
    pages = metrics.get_paginator("get_metric_data").paginate(
        MetricDataQueries=queries, StartTime=now - CHANGES_SPAN, EndTime=now
    )
    for page in pages:
        for found in page["MetricDataResults"]:
            sums[found["Id"]].update(_by_start(found["Timestamps"], found["Values"]))
    return sums


def _by_start(starts: Iterable[datetime], values: Iterable[float]) -> dict[datetime, float]:
    return dict(zip(starts, values, strict=True))


def _query(name: str, namespace: str, metric: str, stream: str) -> MetricDataQueryTypeDef:
    return {
        "Id": name,
        "MetricStat": {
            "Metric": {
                "Namespace": namespace,
                "MetricName": metric,
                "Dimensions": [{"Name": "StreamName", "Value": stream}],
            },
            "Period": PERIOD_S,
            "Stat": "Sum",
        },
    }


def _count_change(metrics: CloudWatchClient, stream: str, now: datetime) -> None:
    metrics.put_metric_data(
        Namespace=NAMESPACE,
        MetricData=[
            {
                "MetricName": CHANGES_METRIC,
                "Dimensions": [{"Name": "StreamName", "Value": stream}],
                "Timestamp": now,
                "Value": 1,
                "Unit": "Count",
            }
        ],
    )
