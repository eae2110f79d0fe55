"""Every single change of a lock: those that must be found, and those that only add to it."""

from collections.abc import Iterator

from msgspec.structs import replace

from jobs.shared.state_lock.lock import (
    Content,
    Kind,
    Operator,
    Serializer,
    State,
    StateLock,
    StructLayout,
)

Mutation = tuple[str, StateLock]

_OTHER = Serializer("OtherSerializer", "0" * 16)
_STATE = State(name="new-state", kind="keyed", form="VALUE", serializer=_OTHER)
_OPERATOR = Operator(uid="new", operator_id="1", name="new", kind="New", states=(_STATE,))
_KIND = Kind(name="NEW", role="entry", struct="New", written=True)
_STRUCT = StructLayout(by="position", fields={"a": "int"})


def breaking(lock: StateLock) -> list[Mutation]:
    """Each way to change one thing of the state that `lock` keeps."""
    return [
        ("job", replace(lock, job=f"{lock.job}-2")),
        ("max parallelism", replace(lock, max_parallelism=lock.max_parallelism + 1)),
        ("mode", replace(lock, python_execution_mode=f"not {lock.python_execution_mode}")),
        *_of_operators(lock),
        *_of_contents(lock),
        *_of_structs(lock),
    ]


def additive(lock: StateLock) -> list[Mutation]:
    """Each way to add one thing, or to change what a restore does not ask for."""
    return [
        ("an operator", replace(lock, operators=(*lock.operators, _OPERATOR))),
        ("a content", _with_content(lock, "new", Content("new", {"0xff": _KIND}))),
        ("a stateless operator", replace(lock, stateless={**lock.stateless, "new": "Calc"})),
        ("no stateless operators", replace(lock, stateless={})),
        *_added_to_operators(lock),
        *_added_to_contents(lock),
        *_added_to_structs(lock),
    ]


def _of_operators(lock: StateLock) -> Iterator[Mutation]:
    for one in lock.operators:
        without = tuple(other for other in lock.operators if other is not one)
        yield f"{one.uid} gone", replace(lock, operators=without)
        yield f"{one.uid} renamed", _with_operator(lock, one, replace(one, uid=f"{one.uid}-2"))
        yield f"{one.uid} keyed by another", _with_operator(lock, one, replace(one, key=_OTHER))
        for state in one.states:
            others = tuple(other for other in one.states if other is not state)
            where = f"{one.uid}: {state.name}"
            for what, changed in _of_state(state):
                states = others if changed is None else (*others, changed)
                yield f"{where} {what}", _with_operator(lock, one, replace(one, states=states))


def _of_state(state: State) -> Iterator[tuple[str, State | None]]:
    another_sort = replace(state.serializer, sha256="f" * 16)
    yield "gone", None
    yield "renamed", replace(state, name=f"{state.name}-2")
    yield "of another kind", replace(state, kind="timers" if state.kind == "keyed" else "keyed")
    yield "of another form", replace(state, form=f"{state.form}_2")
    yield "of another type", replace(state, serializer=_OTHER)
    yield "of the same type, written otherwise", replace(state, serializer=another_sort)
    yield "of another namespace", replace(state, namespace=_OTHER)
    yield "of another content", replace(state, content=f"{state.content}-2")


def _of_contents(lock: StateLock) -> Iterator[Mutation]:
    for name, content in lock.contents.items():
        others = {key: one for key, one in lock.contents.items() if key != name}
        yield f"{name} gone", replace(lock, contents=others)
        yield f"{name} encoded otherwise", _with_content(lock, name, Content("x", content.kinds))
        for key, kind in content.kinds.items():
            rest = {other: one for other, one in content.kinds.items() if other != key}
            role = "snapshot" if kind.role != "snapshot" else "entry"
            for what, kinds in (
                ("gone", rest),
                ("under another number", {**rest, f"{key}0": kind}),
                ("in another role", {**rest, key: replace(kind, role=role)}),
                ("used for something else", {**rest, key: replace(kind, struct="New")}),
            ):
                yield (
                    f"{name}: {key} {what}",
                    _with_content(lock, name, replace(content, kinds=kinds)),
                )


def _of_structs(lock: StateLock) -> Iterator[Mutation]:
    for name, layout in lock.structs.items():
        by = "name" if layout.by == "position" else "position"
        required = (*layout.fields, "new"), {**layout.fields, "new": "int"}
        yield f"{name} by {by}", _with_struct(lock, name, replace(layout, by=by))
        yield f"{name} tagged", _with_struct(lock, name, replace(layout, tag="other"))
        yield f"{name} with more", _with_struct(lock, name, replace(layout, fields=required[1]))
        if layout.optional:
            yield f"{name} complete", _with_struct(lock, name, replace(layout, optional=()))
        for field, of in layout.fields.items():
            items = list(layout.fields.items())
            place = items.index((field, of))
            changes = {
                "gone": items[:place] + items[place + 1 :],
                "renamed": [*items[:place], (f"{field}_2", of), *items[place + 1 :]],
                "of another type": [*items[:place], (field, "set[bytes]"), *items[place + 1 :]],
            }
            if layout.by == "position":
                changes["elsewhere"] = [("new", of), *items]
            for what, fields in changes.items():
                changed = replace(layout, fields=dict(fields), optional=(*layout.optional, "new"))
                yield f"{name}.{field} {what}", _with_struct(lock, name, changed)


def _added_to_operators(lock: StateLock) -> Iterator[Mutation]:
    for one in lock.operators:
        if _STATE not in one.states:
            more = replace(one, states=(*one.states, _STATE))
            yield f"a state of {one.uid}", _with_operator(lock, one, more)
        shown = replace(one, name="shown otherwise", kind="Moved", unless_none=("store.url",))
        yield f"{one.uid} shown otherwise", _with_operator(lock, one, shown)


def _added_to_contents(lock: StateLock) -> Iterator[Mutation]:
    for name, content in lock.contents.items():
        more = replace(content, kinds={**content.kinds, "0xff": _KIND})
        yield f"a kind of {name}", _with_content(lock, name, more)
        for key, kind in content.kinds.items():
            only_read = {**content.kinds, key: replace(kind, written=False, name="OTHER")}
            yield (
                f"{name}: {key} only read",
                _with_content(lock, name, Content(content.encoding, only_read)),
            )


def _added_to_structs(lock: StateLock) -> Iterator[Mutation]:
    for name, layout in lock.structs.items():
        field = f"new_{len(layout.fields)}"
        fields, optional = {**layout.fields, field: "int"}, (*layout.optional, field)
        more = replace(layout, fields=fields, optional=optional)
        yield f"a field of {name}", _with_struct(lock, name, more)
        for known, of in layout.fields.items():
            if "[" not in of and "@" not in of and "None" not in of:
                wider = replace(layout, fields={**layout.fields, known: f"None | {of}"})
                yield f"{name}.{known} may be None", _with_struct(lock, name, wider)


def _with_operator(lock: StateLock, old: Operator, new: Operator) -> StateLock:
    return replace(lock, operators=tuple(new if one is old else one for one in lock.operators))


def _with_content(lock: StateLock, name: str, content: Content) -> StateLock:
    structs = {"New": _STRUCT, **lock.structs}
    return replace(lock, contents={**lock.contents, name: content}, structs=structs)


def _with_struct(lock: StateLock, name: str, layout: StructLayout) -> StateLock:
    return replace(lock, structs={**lock.structs, name: layout})
