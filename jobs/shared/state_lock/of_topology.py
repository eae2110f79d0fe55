"""The state lock of the fraud job, read off its real topology.

production settings --build--> stream graph --> operators, ids, states, serializers
the same, less one setting each  -------------> which operators it leaves out
"""

from typing import Final

from msgspec.structs import replace

from jobs.fraud.settings import load_settings
from jobs.shared.state_lock.contents import contents
from jobs.shared.state_lock.faults import TopologyError
from jobs.shared.state_lock.graph import Graph, read_graph
from jobs.shared.state_lock.lock import LOCK_FORMAT, Operator, StateLock

_ARN: Final = "arn:aws:kinesis:eu-west-1:111122223333:stream/{0}/consumer/fraud:1"

PRODUCTION: Final = {
    "source.uri": "kinesis:payments",
    "source.consumer_arn": _ARN.format("payments"),
    "labels.uri": "kinesis:labels",
    "labels.consumer_arn": _ARN.format("labels"),
    "sink.uri": "kinesis",
    "store.url": "rediss://store:6379",
    "aws.region": "eu-west-1",
}
"""Settings of a job that has everything which one in production can have."""

SWITCHES: Final = (
    "labels.uri",
    "store.url",
    "sink.decisions_stream",
    "sink.dead_letters_stream",
    "sink.late_stream",
    "sink.features_stream",
)
"""The settings that leave operators out where they are `none`."""


def state_lock() -> StateLock:
    """The lock of the job as the code is now.

    Raises:
        TopologyError: the state of an operator cannot be told, or changes with a setting.
    """
    settings = load_settings({}, PRODUCTION)
    full = read_graph(settings)
    less: dict[str, Graph] = {}
    for name in SWITCHES:
        less[name] = read_graph(load_settings({}, PRODUCTION | {name: "none"}))
        _check_it_only_leaves_out(name, less[name], full)
    described, structs = contents()
    return StateLock(
        format=LOCK_FORMAT,
        job="fraud",
        max_parallelism=full.max_parallelism,
        python_execution_mode=settings.job_execution_mode,
        operators=tuple(_switched(operator, less) for operator in full.stateful.values()),
        stateless=full.stateless,
        contents=described,
        structs=structs,
    )


def _check_it_only_leaves_out(switch: str, graph: Graph, full: Graph) -> None:
    """Raise `TopologyError` where a setting changes the state that it does not leave out.

    A running job whose setting is changed would lose it.
    """
    for uid, operator in graph.stateful.items():
        if full.stateful.get(uid) != operator:
            raise TopologyError(
                f"operator {uid} keeps other state, or has another uid, where {switch} is none:"
                " changing the setting of a running job would lose its state. Give it a uid and"
                " state that do not depend on the setting"
            )


def _switched(operator: Operator, less: dict[str, Graph]) -> Operator:
    """`operator`, with the settings that leave it out."""
    absent = tuple(name for name, graph in less.items() if operator.uid not in graph.stateful)
    return replace(operator, unless_none=absent)
