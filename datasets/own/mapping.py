"""Which column of the data, or which constant, feeds which field of a payment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from datasets.own import codes
from datasets.own.faults import Adjusted, Refused, listed
from datasets.own.identifiers import identifier
from datasets.own.notes import Notes
from events.shared.own_fields import OwnField

_ONE_OF: Final[dict[str, tuple[str, ...]]] = {
    "card_id": ("card_id",),
    "merchant_id": ("merchant_id",),
    "amount_minor": ("amount", "amount_minor"),
    "currency": ("currency",),
    "country": ("country",),
    "channel": ("channel",),
    "event_time_ms": ("event_time", "event_time_s", "event_time_ms"),
    "transaction_id": ("transaction_id",),
    "device_id": ("device_id",),
    "ip": ("ip",),
    "latitude": ("latitude",),
    "longitude": ("longitude",),
    "trace_id": ("trace_id",),
    "label": ("is_fraud",),
    "reported_time_ms": ("reported_time", "reported_time_s", "reported_time_ms"),
}
"""The targets that can feed a field; one of them does."""

_REQUIRED: Final = tuple(_ONE_OF)[:7]
TARGETS: Final = tuple(target for targets in _ONE_OF.values() for target in targets)
CONSTANTS: Final = {
    "merchant_id": identifier,
    "currency": codes.currency,
    "country": codes.country,
    "channel": codes.channel,
}
"""The fields that can be given for the data as a whole, and how their value is read."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Where every field comes from.

    Attributes:
        sources: column of the data by target.
        constants: value by field.
    """

    sources: Mapping[str, str]
    constants: Mapping[str, str]

    def target_of(self, field: str) -> str | None:
        """The mapped target that feeds `field`, None without one."""
        targets = _ONE_OF.get(field, (field,))
        return next((each for each in targets if each in self.sources), None)

    def unfed_fields(self) -> dict[str, str]:
        """Fields that the data says nothing in, and why."""
        unfed = {name: f"constant {value}" for name, value in self.constants.items()}
        for name in ("device_id", "ip", "latitude", "longitude", "label"):
            if self.target_of(name) is None:
                unfed[name] = "absent"
        return unfed


def resolved(  # noqa: PLR0913 - what is mapped, and to what
    columns: Mapping[str, str],
    constants: Mapping[str, str],
    names: Sequence[str],
    notes: Notes,
    others: Iterable[str] = (),
    *,
    own: Sequence[OwnField] = (),
) -> ColumnMapping:
    """The mapping of data that has the columns `names`.

    A column that has a target's name maps itself, unless its field is mapped or constant.

    Args:
        columns: column by target, as the user maps them.
        constants: value by field, as the user gives them.
        names: columns of the data.
        notes: takes what was mapped unasked and what is not used.
        others: columns that say which rows are left out.
        own: own fields of the payments, each a target of its name.

    Raises:
        ValueError: the mapping is not usable; all that is wrong with it, a line each.
    """
    own_names = [field.name for field in own]
    faults = [
        *_faulty_columns(columns, names, own_names),
        *_faulty_constants(columns, constants),
        *(f"own field {name}: is a target already" for name in own_names if name in TARGETS),
    ]
    sources = dict(columns)
    for field, targets in {**{name: (name,) for name in own_names}, **_ONE_OF}.items():
        same = [each for each in targets if each in names]
        if any(each in columns for each in targets) or not same:
            continue
        if field in constants:
            notes.add(f"{field}: the constant is used, not the column of the same name.")
        elif len(same) > 1:
            faults.append(f"{field}: the data has {listed(same)}; choose one by --columns")
        else:
            sources[same[0]] = same[0]
    used = {*sources.values(), *others}
    faults += [f"left_out {listed([each])}: no such column" for each in others if each not in names]
    _note_columns(columns, sources, [name for name in names if name not in used], notes)
    values = {field: _constant(field, value) for field, value in constants.items()}
    mapping = ColumnMapping(sources, values)
    faults += _gaps(mapping)
    faults += [
        f"{field.name}: missing, a required own field; give --columns {field.name}=COLUMN"
        for field in own
        if field.required and mapping.target_of(field.name) is None
    ]
    if faults:
        have = f"the data has the columns {listed(names)}"
        raise ValueError("\n  ".join(["the columns cannot be mapped:", *faults, have]))
    return mapping


def _faulty_columns(
    columns: Mapping[str, str], names: Sequence[str], own: Sequence[str]
) -> list[str]:
    targets = (*TARGETS, *own)
    unknown = [each for each in columns if each not in targets]
    faults = [f"--columns {each}: no target; targets are {listed(targets)}" for each in unknown]
    for target, name in columns.items():
        if name not in names:
            faults.append(f"--columns {target}={name}: no such column")
    for alike in _ONE_OF.values():
        several = [each for each in alike if each in columns]
        if len(several) > 1:
            faults.append(f"--columns {listed(several)}: one of them expected")
    return faults


def _faulty_constants(columns: Mapping[str, str], constants: Mapping[str, str]) -> list[str]:
    faults = []
    for field, value in constants.items():
        if field not in CONSTANTS:
            faults.append(f"--constant {field}: one of {listed(tuple(CONSTANTS))} expected")
            continue
        if field in columns:
            faults.append(f"{field}: a column or a constant expected, got both")
        read = CONSTANTS[field](value)
        if isinstance(read, Refused):
            faults.append(f"--constant {field}={value}: {read.expectation}")
    return faults


def _constant(field: str, value: str) -> str:
    """What a constant is read as; one that cannot be read is a fault already."""
    read: object = CONSTANTS[field](value) if field in CONSTANTS else value
    taken = read.value if isinstance(read, Adjusted) else read
    return taken if isinstance(taken, str) else value


def _gaps(mapping: ColumnMapping) -> list[str]:
    gaps = []
    for field in _REQUIRED:
        if mapping.target_of(field) is None and field not in mapping.constants:
            constant = f" or --constant {field}=..." if field in CONSTANTS else ""
            targets = " or ".join(f"{each}=COLUMN" for each in _ONE_OF[field])
            gaps.append(f"{field}: missing; give --columns {targets}{constant}")
    if (mapping.target_of("latitude") is None) != (mapping.target_of("longitude") is None):
        gaps.append("latitude, longitude: both expected, or neither")
    if mapping.target_of("reported_time_ms") and mapping.target_of("label") is None:
        gaps.append("reported_time: is_fraud is expected with it")
    return gaps


def _note_columns(
    columns: Mapping[str, str], sources: Mapping[str, str], unused: Sequence[str], notes: Notes
) -> None:
    same = [target for target in sources if target not in columns]
    if same:
        notes.add(f"Columns taken for the field of their name: {listed(same)}.")
    if unused:
        notes.add(f"Columns not used: {listed(unused)}.")
