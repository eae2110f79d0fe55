"""Finding the class of a team's own aggregate among the entry points of what is installed."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final, cast

from events.shared.spelling import nearest
from features.shared.accumulators.own import OwnAggregate, OwnKind
from features.shared.definitions.event_schema import EventField

ENTRY_POINT_GROUP: Final = "revstream.aggregates"
OWN_KINDS: Final[tuple[OwnKind, ...]] = ("int", "float", "bool")

_METHODS: Final = ("create", "add", "value", "image", "restore", "__len__")


@cache
def load_aggregate(name: str) -> type[OwnAggregate]:
    """The class of an installed entry point, looked up once: every key has one of it.

    Raises:
        ValueError: there is none of this name, or two, or it cannot be loaded, or it is not an
            aggregate.
    """
    installed = entry_points(group=ENTRY_POINT_GROUP)
    found = [point for point in installed if point.name == name]
    if not found:
        names = sorted({point.name for point in installed})
        listed = ", ".join(names) or "none"
        raise ValueError(
            f"own aggregate '{name}': no installed package has it in its entry points"
            f" '{ENTRY_POINT_GROUP}' (installed: {listed}){nearest(name, names)}"
        )
    if len(found) > 1:
        targets = ", ".join(point.value for point in found)
        raise ValueError(f"own aggregate '{name}': one class is expected, found {targets}")
    return _loaded(found[0])


def _loaded(point: EntryPoint) -> type[OwnAggregate]:
    what = f"own aggregate '{point.name}' ({point.value})"
    try:
        loaded: object = point.load()
    except Exception as error:
        # What a package does while it is imported is not known: any fault of it is one of the file.
        raise ValueError(f"{what}: cannot be loaded: {type(error).__name__}: {error}") from error
    faults = shape_faults(loaded)
    if faults:
        raise ValueError(f"{what}: {'; '.join(faults)}")
    return cast("type[OwnAggregate]", loaded)


def shape_faults(found: object) -> list[str]:
    """What a class lacks of `OwnAggregate`, without making one of it."""
    if not isinstance(found, type):
        return [f"a class is expected, found {type(found).__name__}"]
    faults = [
        f"{name}: a method is expected"
        for name in _METHODS
        if not callable(getattr(found, name, None))
    ]
    kind: object = getattr(found, "kind", None)
    if kind not in OWN_KINDS:
        faults.append(f"kind: one of {', '.join(OWN_KINDS)} is expected, found {kind!r}")
    takes_field: object = getattr(found, "takes_field", None)
    if not isinstance(takes_field, bool):
        faults.append(f"takes_field: True or False is expected, found {takes_field!r}")
    fields: object = getattr(found, "fields", None)
    if not isinstance(fields, tuple) or not all(isinstance(name, str) for name in fields):
        faults.append(f"fields: a tuple of names is expected, found {fields!r}")
    return faults


def fields_read(
    kind: type[OwnAggregate], field: str | None, known: Mapping[str, EventField]
) -> tuple[str, ...]:
    """The event's fields whose values a class is given, in their order.

    Args:
        kind: the class.
        field: that the definition file names, None where it names none.
        known: all fields of the event, by name.

    Raises:
        ValueError: the file names one and the class takes none, or the reverse; or the event has
            no such field, or it is personal, and what the class gives could be its very value.
    """
    if kind.takes_field and field is None:
        raise ValueError(f"field: {kind.__name__} is computed of a field, the file names none")
    if not kind.takes_field and field is not None:
        raise ValueError(f"field: {kind.__name__} takes none, found '{field}'")
    names = kind.fields if field is None else (field, *kind.fields)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"fields: the event has no {', '.join(unknown)}")
    personal = [name for name in names if known[name].personal]
    if personal:
        raise ValueError(
            f"fields: '{personal[0]}' is personal, what {kind.__name__} gives could be its value"
        )
    return names
