"""The states of a Python function: what it asks its runtime context for when it opens."""

import pickle
from typing import Any, Final, NoReturn

from pyflink.common.typeinfo import TypeInformation
from pyflink.datastream.state import (
    ListStateDescriptor,
    MapStateDescriptor,
    StateDescriptor,
    ValueStateDescriptor,
)
from pyflink.java_gateway import get_gateway

from jobs.shared.state_lock.lock import State
from jobs.shared.state_lock.serializers import describe

_DESCRIPTORS: Final = {
    "VALUE": "ValueStateDescriptor",
    "LIST": "ListStateDescriptor",
    "MAP": "MapStateDescriptor",
}
"""The descriptor's class of Flink by the form of a state."""


class TopologyError(RuntimeError):
    """The state of a topology cannot be told; the message names the operator and says why."""


def function_of(operator: Any) -> Any:  # noqa: ANN401 - an operator of Flink, a Python function
    """The function that a Python operator of the topology runs, as a worker gets it."""
    function = operator.getPythonFunctionInfo().getPythonFunction()
    return pickle.loads(bytes(function.getSerializedPythonFunction()))  # noqa: S301 - our own


def keyed_states(function: Any) -> list[State]:  # noqa: ANN401
    """The keyed states that `function` has once it is open.

    Raises:
        TopologyError: it uses state of a sort that is not known here.
    """
    recorder = _Recorder(type(function).__name__)
    function.open(recorder)
    function.close()
    return recorder.states


class _Recorder:
    """A runtime context that gives out no state and notes which was wanted."""

    def __init__(self, function: str) -> None:
        self._function = function
        self.states: list[State] = []

    def get_metrics_group(self) -> "_NoMetrics":
        return _NoMetrics()

    def get_state(self, descriptor: ValueStateDescriptor) -> None:
        self._note(descriptor, "VALUE", descriptor.type_info)

    def get_list_state(self, descriptor: ListStateDescriptor) -> None:
        self._note(descriptor, "LIST", descriptor.type_info.elem_type)

    def get_map_state(self, descriptor: MapStateDescriptor) -> None:
        keys_and_values = descriptor.type_info
        types = keys_and_values._key_type_info, keys_and_values._value_type_info  # noqa: SLF001 - they have no getter
        self._note(descriptor, "MAP", *types)

    def _note(self, descriptor: StateDescriptor, form: str, *types: TypeInformation) -> None:
        if descriptor._ttl_config is not None:  # noqa: SLF001 - it has no getter
            raise TopologyError(
                f"{self._function}: {descriptor.name}: a state without TTL is known"
            )
        jvm = get_gateway().jvm
        flink = jvm.org.apache.flink
        java_types = [one.get_java_type_info() for one in types]
        java = getattr(flink.api.common.state, _DESCRIPTORS[form])(descriptor.name, *java_types)
        java.initializeSerializerUnlessSet(flink.api.common.ExecutionConfig())
        state = State(
            name=descriptor.name,
            kind="keyed",
            form=form,
            serializer=describe(java.getSerializer()),
            namespace=describe(flink.runtime.state.VoidNamespaceSerializer.INSTANCE),
        )
        self.states.append(state)

    def __getattr__(self, name: str) -> NoReturn:
        raise TopologyError(
            f"{self._function}: it uses `{name}` of its runtime context, which the state lock does"
            " not know: extend jobs/shared/state_lock/python_states.py"
        )


class _NoMetrics:
    """A metric group, its counters and its distributions, of which nothing is published."""

    def add_group(self, _name: str) -> "_NoMetrics":
        return self

    def counter(self, _name: str) -> "_NoMetrics":
        return self

    def distribution(self, _name: str) -> "_NoMetrics":
        return self

    def inc(self, _count: int = 1) -> None:
        pass

    def update(self, _value: int) -> None:
        pass
