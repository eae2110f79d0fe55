"""One topology as Flink sees it before it runs: the operators with state, and those without."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import replace
from pyflink.java_gateway import get_gateway
from pyflink.table import StreamTableEnvironment

from jobs.shared.environment import connector_jar, create_environment
from jobs.shared.job import Job, SettingsT, SummaryT
from jobs.shared.state_lock.contents import content_by_state
from jobs.shared.state_lock.lock import Operator, State
from jobs.shared.state_lock.operator_states import states_of
from jobs.shared.state_lock.python_states import TopologyError, function_of
from jobs.shared.state_lock.serializers import describe

_PLANNED_UID: Final = re.compile(r"\d+_")
_EXEC_NODES: Final = "org.apache.flink.table.planner.plan.nodes.exec.ExecNodeContext"


@dataclass(frozen=True)
class Graph:
    """What a topology keeps.

    Attributes:
        max_parallelism: of all its operators.
        stateful: operators with state by uid.
        stateless: kind by uid of those without.
    """

    max_parallelism: int
    stateful: dict[str, Operator]
    stateless: dict[str, str]


def read_graph(job: Job[SettingsT, SummaryT], settings: SettingsT) -> Graph:
    """Build `job` and describe its operators.

    Raises:
        TopologyError: an operator with state has no uid, or is of a class that is not known.
    """
    stream_graph = _built(job, settings)
    job_graph = stream_graph.getJobGraph()
    ids = _operator_ids(job_graph)
    content = content_by_state(job.logs)
    operators = [_operator(node, content) for node in stream_graph.getStreamNodes().toArray()]
    for operator in operators:
        if operator.uid and operator.operator_id not in ids:
            raise TopologyError(f"operator {operator.uid}: Flink gives it another id")
        if operator.states and not operator.uid:
            raise TopologyError(f"operator {operator.name}: it keeps state and has no uid")
    named = sorted((one for one in operators if one.uid), key=lambda one: one.uid)
    return Graph(
        max_parallelism=_max_parallelism(job_graph),
        stateful={one.uid: one for one in named if one.states},
        stateless={one.uid: one.kind for one in named if not one.states},
    )


def _built(job: Job[SettingsT, SummaryT], settings: SettingsT) -> Any:  # noqa: ANN401 - a StreamGraph
    jar = connector_jar()
    if jar is None:
        raise TopologyError("the connector jar is not built: run `make jar`")
    env, tables = create_environment(settings, None, {"pipeline.jars": jar.as_uri()})
    _count_from_one(tables)
    job.build(env, tables, settings)
    return env._generate_stream_graph()  # noqa: SLF001 - what `execute` submits


def _count_from_one(tables: StreamTableEnvironment) -> None:
    """Let the planner number its operators as it does in the fresh JVM of a submission."""
    gateway = get_gateway()
    loader = tables._j_tenv.getPlanner().getClass().getClassLoader()  # noqa: SLF001
    counter = gateway.jvm.Class.forName(_EXEC_NODES, True, loader)  # noqa: FBT003 - Java
    reset = counter.getMethod("resetIdCounter", gateway.new_array(gateway.jvm.Class, 0))
    reset.invoke(None, gateway.new_array(gateway.jvm.Object, 0))


def _operator(node: Any, content: Mapping[str, str]) -> Operator:  # noqa: ANN401 - a StreamNode
    name = re.sub(r"\[\d+\]$", "", str(node.getOperatorName()))
    uid = node.getTransformationUID() or ""
    operator_class = _class_of(node)
    states = states_of(operator_class, node)
    if states is None:
        raise TopologyError(
            f"operator {uid or name}: {operator_class}: not known whether it keeps state: say so in"
            " jobs/shared/state_lock/operator_states.py"
        )
    runs = _what_runs(operator_class, node)
    key = node.getStateKeySerializer()
    return Operator(
        uid=uid,
        operator_id=operator_id(uid) if uid else "",
        name=name,
        kind=operator_class if runs is None else f"{operator_class}: {runs}",
        named_by="planner" if _PLANNED_UID.match(uid) else "job",
        key=None if key is None else describe(key),
        states=tuple(
            _with_content(state, content) for state in sorted(states, key=lambda one: one.name)
        ),
    )


def _with_content(state: State, content: Mapping[str, str]) -> State:
    """`state`, with what our own code writes into it."""
    if state.kind != "keyed" or state.name not in content:
        return state
    return replace(state, content=content[state.name])


def operator_id(uid: str) -> str:
    """The id that Flink makes of a uid: MurmurHash3, 128 bits, seed 0."""
    jvm = get_gateway().jvm
    hashing = jvm.org.apache.flink.shaded.guava31.com.google.common.hash.Hashing
    utf_8 = jvm.java.nio.charset.StandardCharsets.UTF_8
    return str(hashing.murmur3_128(0).newHasher().putString(uid, utf_8).hash().toString())


def _class_of(node: Any) -> str:  # noqa: ANN401
    """Class of the operator, without the number that generated code has: `StreamExecCalc$38`."""
    factory = node.getOperatorFactory()
    kind = str(factory.getClass().getSimpleName())
    if kind in ("SimpleOperatorFactory", "SimpleUdfStreamOperatorFactory"):
        return str(factory.getOperator().getClass().getSimpleName())
    loader = get_gateway().jvm.Thread.currentThread().getContextClassLoader()
    name = str(factory.getStreamOperatorClass(loader).getName())
    return re.sub(r"\$\d+$", "", name.rpartition(".")[2])


def _what_runs(operator_class: str, node: Any) -> str | None:  # noqa: ANN401
    """The function or sink in an operator that is only its frame."""
    factory = node.getOperatorFactory()
    match operator_class:
        case "StreamSource":
            return str(factory.getUserFunction().getClass().getSimpleName())
        case "SinkWriterOperator":
            return str(factory.getSink().getClass().getSimpleName())
        case "EmbeddedPythonKeyedProcessOperator":
            return type(function_of(factory.getOperator())).__name__
        case _:
            return None


def _operator_ids(job_graph: Any) -> set[str]:  # noqa: ANN401
    pairs = [pair for vertex in job_graph.getVerticesAsArray() for pair in vertex.getOperatorIDs()]
    return {str(pair.getGeneratedOperatorID().toHexString()) for pair in pairs}


def _max_parallelism(job_graph: Any) -> int:  # noqa: ANN401
    found = {int(vertex.getMaxParallelism()) for vertex in job_graph.getVerticesAsArray()}
    if len(found) != 1:
        raise TopologyError(f"max parallelism: {sorted(found)}, one for all operators is expected")
    return found.pop()
