"""The metrics that AWS says there are, and those that the code of a job registers.

AWS's are taken from its documentation, by namespace, each with the page; the job's are read from
the source of `udfs/`, which cannot be imported without Flink.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

from events.fraud.decision import Action

ROOT: Final = Path(__file__).parents[2]

# https://docs.aws.amazon.com/managed-flink/latest/java/metrics-dimensions.html, application level,
# those of Flink 1.20; dimension Application.
FLINK: Final = frozenset(
    {
        "KPUs",
        "containerCPUUtilization",
        "containerDiskUtilization",
        "containerMemoryUtilization",
        "cpuUtilization",
        "downtime",
        "fullRestarts",
        "heapMemoryUtilization",
        "lastCheckpointDuration",
        "lastCheckpointSize",
        "numberOfFailedCheckpoints",
        "oldGenerationGCCount",
        "oldGenerationGCTime",
        "threadsCount",
        "uptime",
    }
)

# https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html, stream level;
# dimension StreamName.
STREAMS: Final = frozenset(
    {
        "GetRecords.IteratorAgeMilliseconds",
        "IncomingBytes",
        "IncomingRecords",
        "PutRecords.FailedRecords",
        "PutRecords.Latency",
        "PutRecords.Success",
        "PutRecords.ThrottledRecords",
        "ReadProvisionedThroughputExceeded",
        "WriteProvisionedThroughputExceeded",
    }
)

# The same page, enhanced fan-out; dimensions StreamName and ConsumerName.
CONSUMERS: Final = frozenset(
    {
        "SubscribeToShard.RateExceeded",
        "SubscribeToShard.Success",
        "SubscribeToShardEvent.Bytes",
        "SubscribeToShardEvent.MillisBehindLatest",
        "SubscribeToShardEvent.Records",
        "SubscribeToShardEvent.Success",
    }
)

# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/serverless-metrics-events-redis.html
STORE: Final = frozenset(
    {
        "AuthenticationFailures",
        "BytesUsedForCache",
        "CurrConnections",
        "CurrItems",
        "ElastiCacheProcessingUnits",
        "Evictions",
        "IamAuthenticationExpirations",
        "IamAuthenticationThrottling",
        "NetworkBytesIn",
        "NetworkBytesOut",
        "SuccessfulReadRequestLatency",
        "SuccessfulWriteRequestLatency",
        "ThrottledCmds",
        "TotalCmdsCount",
    }
)

# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
# Dimension FunctionName.
FUNCTIONS: Final = frozenset({"Duration", "Errors", "Invocations", "Throttles"})

# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
# Dimension LoadBalancer.
BALANCERS: Final = frozenset(
    {
        "ActiveConnectionCount",
        "ConsumedLCUs",
        "HTTPCode_ELB_5XX_Count",
        "HTTPCode_Target_4XX_Count",
        "HTTPCode_Target_5XX_Count",
        "NewConnectionCount",
        "RejectedConnectionCount",
        "RequestCount",
        "TargetConnectionErrorCount",
        "TargetResponseTime",
    }
)

# The same page; dimensions LoadBalancer and TargetGroup.
TARGETS: Final = frozenset({"HealthyHostCount", "UnHealthyHostCount"})

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
# Dimensions ClusterName and ServiceName.
SERVICES: Final = frozenset({"CPUUtilization", "MemoryUtilization"})

_REGISTERS: Final = frozenset({"counter", "distribution", "BatchedCounter"})
_LATENCIES: Final = "LatencyGauges"
_NOT_OF_THE_LIVE_JOB: Final = frozenset({"metrics.py", "history_progress.py", "pace.py"})
"""What others register by, the gauges of the hour in which a history is read, which the release
that waits for them shows, and that of a file at a given rate, which no deployed job reads."""


def job_metrics(system: str) -> frozenset[str]:
    """The names of all counters and gauges that the live job of a system registers."""
    names: set[str] = set()
    for room in (system, "shared"):
        for path in sorted((ROOT / "udfs" / room).rglob("*.py")):
            if path.name not in _NOT_OF_THE_LIVE_JOB:
                names.update(_registered(ast.parse(path.read_text())))
    return frozenset(names)


def _registered(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else _name(node.func)
        if called in _REGISTERS:
            yield from _texts(node.args[-1], {"action": get_args(Action)})
        elif called == _LATENCIES:
            (prefix,) = _texts(node.args[-1], {})
            yield from _latency_gauges(prefix)


def _latency_gauges(prefix: str) -> Iterator[str]:
    """The gauges that `LatencyGauges` registers, as its source has them."""
    tree = ast.parse((ROOT / "udfs" / "shared" / "metrics.py").read_text())
    percents = tuple(str(percent) for percent in _constant(tree, "_PERCENTS"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _attribute(node.func) == "distribution":
            yield from _texts(node.args[0], {"name": (prefix,), "percent": percents})


def _texts(node: ast.expr, values: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """All texts that a literal or a formatted one can be, given the values of its names."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
        return
    if not isinstance(node, ast.JoinedStr):
        raise TypeError(f"a name of a metric is made by {ast.unparse(node)}: read it here, too")
    texts = [""]
    for part in node.values:
        if isinstance(part, ast.Constant):
            choices: tuple[str, ...] = (str(part.value),)
        else:
            choices = values[re.sub(r"\W", "", ast.unparse(part).removeprefix("f"))]
        texts = [text + choice for text in texts for choice in choices]
    yield from texts


def _constant(tree: ast.Module, name: str) -> tuple[int, ...]:
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and _name(node.target) == name and node.value:
            return tuple(ast.literal_eval(node.value))
    raise LookupError(f"udfs/shared/metrics.py: {name}: not found")


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _attribute(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else ""
