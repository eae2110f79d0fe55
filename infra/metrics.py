"""The CloudWatch metrics that alarms and the dashboard look at: namespace, name, dimensions.

Custom metrics of a job have the dimension Application alone only at the metrics level
APPLICATION; at any other, they have more, and an alarm on Application alone sees nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pulumi

FLINK: Final = "AWS/KinesisAnalytics"
STREAMS: Final = "AWS/Kinesis"
STORE: Final = "AWS/ElastiCache"
FUNCTIONS: Final = "AWS/Lambda"
BALANCERS: Final = "AWS/ApplicationELB"
SERVICES: Final = "AWS/ECS"
PYTHON_ERRORS: Final = "PythonDriverErrors"
REQUESTS: Final = "Requests"
THROTTLED: Final = "ThrottledRequests"
COMPARED: Final = "ComparedDecisions"
DIFFERING: Final = "DifferingDecisions"
DRIFT_ALARMS: Final = "DriftAlarms"


@dataclass(frozen=True)
class Metric:
    """One series of CloudWatch.

    Attributes:
        namespace: such as `AWS/Kinesis`.
        name: such as `IncomingRecords`.
        dimensions: name and value of each, in order; AWS may decide on the value.
    """

    namespace: str
    name: str
    dimensions: tuple[tuple[str, pulumi.Input[str]], ...]


def flink(application: str, name: str) -> Metric:
    """Metric `name` of an application: the service's own, or one of the job's."""
    return Metric(FLINK, name, (("Application", application),))


def stream(name: str, metric: str) -> Metric:
    """A metric of a whole stream."""
    return Metric(STREAMS, metric, (("StreamName", name),))


def input_lag(stream_name: str, consumer: str) -> Metric:
    """How far behind the newest record, in ms, an application reads a stream.

    By its enhanced fan-out consumer; without one, whoever polls the stream and is furthest behind.
    """
    if not consumer:
        return stream(stream_name, "GetRecords.IteratorAgeMilliseconds")
    dimensions = (("StreamName", stream_name), ("ConsumerName", consumer))
    return Metric(STREAMS, "SubscribeToShardEvent.MillisBehindLatest", dimensions)


def function_errors(function: str) -> Metric:
    """Calls of a function that failed."""
    return Metric(FUNCTIONS, "Errors", (("FunctionName", function),))


def log_namespace(environment: str, system: str) -> str:
    """Namespace of the metrics that are counted from the log of an application.

    >>> log_namespace("dev", "fraud")
    'revstream/dev/fraud'
    """
    return f"revstream/{environment}/{system}"


def python_errors(environment: str, system: str) -> Metric:
    """Failures of the Python program, counted from the application's log."""
    return Metric(log_namespace(environment, system), PYTHON_ERRORS, ())


def balancer(load_balancer: pulumi.Input[str], name: str) -> Metric:
    """A metric of a load balancer, given by the end of its ARN from `app/` on."""
    return Metric(BALANCERS, name, (("LoadBalancer", load_balancer),))


def targets(load_balancer: pulumi.Input[str], target_group: pulumi.Input[str], name: str) -> Metric:
    """A metric of the hosts behind a load balancer, given by the ends of their ARNs."""
    dimensions = (("LoadBalancer", load_balancer), ("TargetGroup", target_group))
    return Metric(BALANCERS, name, dimensions)


def service(cluster: str, name: str, metric: str) -> Metric:
    """A metric of a service of ECS: the average over its tasks."""
    return Metric(SERVICES, metric, (("ClusterName", cluster), ("ServiceName", name)))


def logged_by_serving(environment: str, name: str) -> Metric:
    """What is counted from the log of who answers requests, such as `REQUESTS`."""
    return Metric(log_namespace(environment, "serving"), name, ())
