"""The state lock of a job, read off its real topology.

production settings --build--> stream graph --> operators, ids, states, serializers
the same, less one setting each  -------------> which operators it leaves out
"""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from jobs.shared.job import Job, SettingsT, SummaryT
from jobs.shared.state_lock.contents import contents
from jobs.shared.state_lock.graph import Graph, read_graph
from jobs.shared.state_lock.lock import LOCK_FORMAT, Operator, StateLock
from jobs.shared.state_lock.python_states import TopologyError


def state_lock(
    job: Job[SettingsT, SummaryT], production: Mapping[str, str], switches: Iterable[str]
) -> StateLock:
    """The lock of `job` as the code is now.

    Args:
        job: of a system.
        production: settings of a job that has everything which one in production can have.
        switches: the settings that leave operators out where they are `none`.

    Raises:
        TopologyError: the state of an operator cannot be told, or changes with a setting.
    """
    settings = job.load({}, production)
    full = read_graph(job, settings)
    less: dict[str, Graph] = {}
    for name in switches:
        less[name] = read_graph(job, job.load({}, {**production, name: "none"}))
        _check_it_only_leaves_out(name, less[name], full)
    described, structs = contents(job.logs)
    return StateLock(
        format=LOCK_FORMAT,
        job=settings.job_system,
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
