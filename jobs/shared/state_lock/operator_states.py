"""The states that Flink's own operators keep, by the class of the operator.

What can be asked for is asked: a function with operator state is initialised as Flink would, on a
state backend of its own. What an operator only says when it runs stands here by name; a test
compares all of it with a savepoint of the running job.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pyflink.java_gateway import get_gateway

from jobs.shared.state_lock.lock import State
from jobs.shared.state_lock.python_states import function_of, keyed_states
from jobs.shared.state_lock.serializers import describe, described

_SINK_OPERATORS: Final = "org.apache.flink.streaming.runtime.operators.sink"
_BACKEND_BYTES: Final = 1 << 20


def states_of(operator_class: str, node: Any) -> list[State] | None:  # noqa: ANN401 - a StreamNode
    """The states of an operator of the stream graph; None where its class is not known."""
    if operator_class in _STATELESS:
        return []
    reader = _STATEFUL.get(operator_class)
    return None if reader is None else reader(node)


def _of_source(node: Any) -> list[State]:  # noqa: ANN401
    """Operator state that the function of a source asks for, such as positions in a stream."""
    jvm = get_gateway().jvm
    flink, function = jvm.org.apache.flink, node.getOperatorFactory().getUserFunction()
    loader = jvm.Thread.currentThread().getContextClassLoader()
    configuration = flink.api.common.ExecutionConfig()
    task = flink.api.common.TaskInfoImpl("state-lock", 1, 0, 1, 0)
    function.setRuntimeContext(
        flink.api.common.functions.util.RuntimeUDFContext(
            task, loader, configuration, jvm.java.util.HashMap(), jvm.java.util.HashMap(), None
        )
    )
    in_background, registry = False, flink.core.fs.CloseableRegistry()
    backend = flink.runtime.state.DefaultOperatorStateBackendBuilder(
        loader, configuration, in_background, jvm.java.util.ArrayList(), registry
    ).build()
    context = flink.runtime.state.StateInitializationContextImpl(None, backend, None, None, None)
    flink.streaming.util.functions.StreamingFunctionUtils.restoreFunctionState(context, function)
    return _registered(backend)


def _registered(backend: Any) -> list[State]:  # noqa: ANN401
    """The states of an operator state backend, as a checkpoint of it has them."""
    jvm = get_gateway().jvm
    runtime = jvm.org.apache.flink.runtime
    options = runtime.checkpoint.CheckpointOptions.forCheckpointWithDefaultLocation()
    storage = runtime.state.memory.MemCheckpointStreamFactory(_BACKEND_BYTES)
    snapshot = backend.snapshot(1, 0, storage, options)
    snapshot.run()
    handle = snapshot.get().getJobManagerOwnedSnapshot()
    if handle is None:
        return []
    loader = jvm.Thread.currentThread().getContextClassLoader()
    read = runtime.state.OperatorBackendSerializationProxy(loader)
    read.read(jvm.org.apache.flink.core.memory.DataInputViewStreamWrapper(handle.openInputStream()))
    return [
        State(
            name=info.getName(),
            kind="operator",
            form=str(info.getOption("OPERATOR_STATE_DISTRIBUTION_MODE")),
            serializer=described(info.getTypeSerializerSnapshot("VALUE_SERIALIZER")),
        )
        for info in read.getOperatorStateMetaInfoSnapshots()
    ]


def _of_sink(node: Any) -> list[State]:  # noqa: ANN401
    """What a sink has taken in and not written yet."""
    sink = node.getOperatorFactory().getSink()
    api = "org.apache.flink.api.connector.sink2.SupportsWriterState"
    if not _class(api).isInstance(sink):
        return []
    holder = _class(f"{_SINK_OPERATORS}.StatefulSinkWriterStateHandler")
    descriptor = _private(holder, "WRITER_RAW_STATES_DESC", None)
    descriptor.initializeSerializerUnlessSet(
        get_gateway().jvm.org.apache.flink.api.common.ExecutionConfig()
    )
    content = sink.getWriterStateSerializer()
    name = f"{content.getClass().getSimpleName()} version {content.getVersion()}"
    return [
        _of_operator(
            str(descriptor.getName()), "SPLIT_DISTRIBUTE", descriptor.getElementSerializer(), name
        )
    ]


def _of_python(node: Any) -> list[State]:  # noqa: ANN401
    """What a keyed Python function asks for, and the timers that it may set."""
    runtime = get_gateway().jvm.org.apache.flink.runtime.state
    function = function_of(node.getOperatorFactory().getOperator())
    namespace = runtime.VoidNamespaceSerializer.INSTANCE
    return [*keyed_states(function), *_timers("user-timers", node, namespace)]


def _of_window(node: Any) -> list[State]:  # noqa: ANN401
    """The aggregates of open windows, their timers, and the watermark they were left at."""
    flink = get_gateway().jvm.org.apache.flink
    operator = node.getOperatorFactory().getOperator()
    processor = _private(operator.getClass(), "windowProcessor", operator)
    windows = processor.createWindowSerializer()
    aggregates = State(
        name="window-aggs",
        kind="keyed",
        form="VALUE",
        serializer=describe(_private(processor.getClass(), "accSerializer", processor)),
        namespace=describe(windows),
    )
    long = flink.api.common.typeutils.base.LongSerializer.INSTANCE
    watermark = _of_operator("watermark", "UNION", long)
    return [aggregates, watermark, *_timers("window-timers", node, windows)]


def _timers(service: str, node: Any, namespace: Any) -> list[State]:  # noqa: ANN401
    operators = get_gateway().jvm.org.apache.flink.streaming.api.operators
    serializer = describe(operators.TimerSerializer(node.getStateKeySerializer(), namespace))
    return [
        State(
            name=f"_timer_state/{time}_{service}",
            kind="timers",
            form="PRIORITY_QUEUE",
            serializer=serializer,
        )
        for time in ("event", "processing")
    ]


def _of_operator(name: str, form: str, serializer: Any, content: str | None = None) -> State:  # noqa: ANN401
    return State(
        name=name, kind="operator", form=form, serializer=describe(serializer), content=content
    )


def _class(name: str) -> Any:  # noqa: ANN401
    return get_gateway().jvm.Class.forName(name)


def _private(of: Any, name: str, instance: Any) -> Any:  # noqa: ANN401
    """A private field of `instance`, of its class `of` or a class above it."""
    names = {str(field.getName()): field for field in of.getDeclaredFields()}
    if name not in names:
        return _private(of.getSuperclass(), name, instance)
    names[name].setAccessible(True)
    return names[name].get(instance)


_STATELESS: Final = frozenset(
    {
        "ConstraintEnforcer",
        "EmbeddedPythonProcessOperator",
        "InputConversionOperator",
        "OutputConversionOperator",
        "SinkConversion",
        "StreamExecCalc",
        "StreamExecCorrelate",
        "WatermarkAssignerOperator",
    }
)
_STATEFUL: Final[Mapping[str, Callable[[Any], list[State]]]] = {
    "EmbeddedPythonKeyedProcessOperator": _of_python,
    "SinkWriterOperator": _of_sink,
    "StreamSource": _of_source,
    "WindowAggOperator": _of_window,
}
