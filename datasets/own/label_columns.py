"""Which column of a file of labels feeds which field of a label."""

from collections.abc import Mapping, Sequence
from typing import Final

from datasets.own.faults import listed

LABEL_TARGETS: Final[dict[str, tuple[str, ...]]] = {
    "transaction_id": ("transaction_id",),
    "reported_time_ms": ("reported_time", "reported_time_s", "reported_time_ms"),
    "kind": ("kind",),
    "label_id": ("label_id",),
    "card_id": ("card_id",),
    "merchant_id": ("merchant_id",),
    "event_time_ms": ("event_time", "event_time_s", "event_time_ms"),
}
"""The targets that can feed a field of a label; one of them does."""

LABEL_OPTIONAL: Final = frozenset(LABEL_TARGETS["reported_time_ms"])
"""The targets of which a row may have no value."""

LABEL_SHOWN: Final = frozenset({"event_time_ms", "kind", "reported_time_ms"})
"""The fields of which a fault shows the value, since it is not personal."""


def label_sources(said: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Column by target: as said, and those that have a target's name.

    Raises:
        ValueError: a target or column is not known, or there is no transaction id.
    """
    every = [target for targets in LABEL_TARGETS.values() for target in targets]
    faults = [
        f"{each}: no target; targets are {listed(every)}" for each in said if each not in every
    ]
    faults += [f"{each}={name}: no such column" for each, name in said.items() if name not in names]
    sources = dict(said)
    for targets in LABEL_TARGETS.values():
        same = [each for each in targets if each in names]
        if same and not any(each in said for each in targets):
            sources[same[0]] = same[0]
    if "transaction_id" not in sources:
        faults.append("transaction_id: missing; map it to a column")
    if faults:
        have = f"the file has the columns {listed(names)}"
        raise ValueError(
            "\n  ".join(["the columns of the labels cannot be mapped:", *faults, have])
        )
    return sources
