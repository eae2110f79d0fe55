"""State locks of any job: operators, states, kinds, and structs that a kind leads to."""

from typing import Literal

from hypothesis import strategies as st

from jobs.shared.state_lock.lock import (
    LOCK_FORMAT,
    Content,
    Kind,
    Operator,
    Serializer,
    State,
    StateLock,
    StructLayout,
)

_NAMES = st.sampled_from([f"{letter}{number}" for letter in "abcd" for number in range(5)])
_SERIALIZERS = st.builds(
    Serializer, st.sampled_from(["LongSerializer", "ListSerializer"]), st.sampled_from("0123")
)
_BY: st.SearchStrategy[Literal["position", "name"]] = st.sampled_from(("position", "name"))
_SCALARS = st.sampled_from(
    ["int", "str", "bool", "float | int", "list[int]", "tuple[float, float]"]
)


def _states() -> st.SearchStrategy[State]:
    return st.builds(
        State,
        name=_NAMES,
        kind=st.sampled_from(["keyed", "timers", "operator"]),
        form=st.sampled_from(["LIST", "VALUE", "UNION"]),
        serializer=_SERIALIZERS,
        namespace=st.none() | _SERIALIZERS,
        content=st.none() | _NAMES,
    )


def _operators() -> st.SearchStrategy[Operator]:
    return st.builds(
        Operator,
        uid=_NAMES,
        operator_id=st.just("0"),
        name=_NAMES,
        kind=st.sampled_from(["StreamSource", "WindowAggOperator"]),
        named_by=st.sampled_from(["job", "planner"]),
        key=st.none() | _SERIALIZERS,
        states=st.lists(_states(), min_size=1, max_size=3, unique_by=lambda one: one.name).map(
            tuple
        ),
    )


@st.composite
def _structs(draw: st.DrawFn) -> dict[str, StructLayout]:
    """`S0`, which holds `S1`, and so on."""
    count = draw(st.integers(1, 3))
    structs = {}
    for number in range(count):
        fields = draw(st.dictionaries(_NAMES, _SCALARS, min_size=1, max_size=4))
        optional = tuple(list(fields)[draw(st.integers(1, len(fields))) :])
        if number + 1 < count:
            fields = {"inner": f"list[@S{number + 1}]", **fields}
        structs[f"S{number}"] = StructLayout(by=draw(_BY), fields=fields, optional=optional)
    return structs


@st.composite
def state_locks(draw: st.DrawFn) -> StateLock:
    """A lock in which every struct lies in some state."""
    kinds = st.builds(
        Kind,
        name=_NAMES,
        role=st.sampled_from(["entry", "snapshot", "line"]),
        struct=st.just("S0"),
        written=st.booleans(),
    )
    numbers = st.sampled_from(["0x11", "0x12", "0x21"])
    contents = st.builds(
        Content, st.just("JSON lines"), st.dictionaries(numbers, kinds, min_size=1, max_size=3)
    )
    operators = st.lists(_operators(), min_size=1, max_size=4, unique_by=lambda one: one.uid)
    return StateLock(
        format=LOCK_FORMAT,
        job="fraud",
        max_parallelism=draw(st.integers(1, 256)),
        python_execution_mode=draw(st.sampled_from(["thread", "process"])),
        operators=tuple(draw(operators)),
        stateless=draw(st.dictionaries(_NAMES, st.just("StreamExecCalc"), max_size=3)),
        contents=draw(st.dictionaries(_NAMES, contents, min_size=1, max_size=2)),
        structs=draw(_structs()),
    )
