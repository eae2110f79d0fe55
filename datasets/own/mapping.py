"""Which column of the data, or which constant, feeds which field of a record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from datasets.own.faults import Adjusted, Refused, listed
from datasets.own.layout import Layout
from datasets.own.notes import Notes
from events.shared.own_fields import OwnField


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Where every field comes from.

    Attributes:
        sources: column of the data by target.
        constants: value by field.
        layout: of the records.
    """

    sources: Mapping[str, str]
    constants: Mapping[str, object]
    layout: Layout

    def target_of(self, field: str) -> str | None:
        """The mapped target that feeds `field`, None without one."""
        targets = self.layout.targets.get(field, (field,))
        return next((each for each in targets if each in self.sources), None)

    def unfed_fields(self) -> dict[str, str]:
        """Fields that the data says nothing in, and why."""
        unfed = {name: f"constant {value}" for name, value in self.constants.items()}
        for name in self.layout.absent:
            if self.target_of(name) is None:
                unfed.setdefault(name, "absent")
        return unfed


def resolved(  # noqa: PLR0913 - what is mapped, and to what
    layout: Layout,
    columns: Mapping[str, str],
    constants: Mapping[str, str],
    names: Sequence[str],
    notes: Notes,
    *,
    others: Iterable[str] = (),
    own: Sequence[OwnField] = (),
) -> ColumnMapping:
    """The mapping of data that has the columns `names`.

    A column that has a target's name maps itself, unless its field is mapped or constant.

    Args:
        layout: of the records.
        columns: column by target, as the user maps them.
        constants: value by target, as the user gives them.
        names: columns of the data.
        notes: takes what was mapped unasked and what is not used.
        others: columns that say which rows are left out.
        own: own fields of the records, each a target of its name.

    Raises:
        ValueError: the mapping is not usable; all that is wrong with it, a line each.
    """
    own_names = [field.name for field in own]
    every = layout.every_target
    faults = [
        *_faulty_columns(layout, columns, names, own_names),
        *_faulty_constants(layout, columns, constants),
        *(f"own field {name}: is a target already" for name in own_names if name in every),
    ]
    sources = dict(columns)
    values = {layout.field_of(name): _constant(layout, name, constants[name]) for name in constants}
    for field, targets in {**{name: (name,) for name in own_names}, **layout.targets}.items():
        same = [each for each in targets if each in names]
        if any(each in columns for each in targets) or not same:
            continue
        if field in values:
            notes.add(f"{field}: the constant is used, not the column of the same name.")
        elif len(same) > 1:
            faults.append(f"{field}: the data has {listed(same)}; choose one by --columns")
        else:
            sources[same[0]] = same[0]
    used = {*sources.values(), *others}
    faults += [f"left_out {listed([each])}: no such column" for each in others if each not in names]
    _note_columns(columns, sources, [name for name in names if name not in used], notes)
    mapping = ColumnMapping(sources, values, layout)
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
    layout: Layout, columns: Mapping[str, str], names: Sequence[str], own: Sequence[str]
) -> list[str]:
    targets = (*layout.every_target, *own)
    unknown = [each for each in columns if each not in targets]
    faults = [f"--columns {each}: no target; targets are {listed(targets)}" for each in unknown]
    for target, name in columns.items():
        if name not in names:
            faults.append(f"--columns {target}={name}: no such column")
    for alike in layout.targets.values():
        several = [each for each in alike if each in columns]
        if len(several) > 1:
            faults.append(f"--columns {listed(several)}: one of them expected")
    return faults


def _faulty_constants(
    layout: Layout, columns: Mapping[str, str], constants: Mapping[str, str]
) -> list[str]:
    faults = []
    for name, value in constants.items():
        if name not in layout.constants:
            faults.append(f"--constant {name}: one of {listed(tuple(layout.constants))} expected")
            continue
        if any(each in columns for each in layout.targets[layout.field_of(name)]):
            faults.append(f"{name}: a column or a constant expected, got both")
        read = layout.constants[name](value)
        if isinstance(read, Refused):
            faults.append(f"--constant {name}={value}: {read.expectation}")
    return faults


def _constant(layout: Layout, name: str, value: str) -> object:
    """What a constant is read as; one that cannot be read is a fault already."""
    read = layout.constants[name](value) if name in layout.constants else value
    taken = read.value if isinstance(read, Adjusted) else read
    return value if isinstance(taken, Refused) else taken


def _gaps(mapping: ColumnMapping) -> list[str]:
    layout, gaps = mapping.layout, []
    for field in layout.required:
        if mapping.target_of(field) is None and field not in mapping.constants:
            given = [each for each in layout.targets[field] if each in layout.constants]
            constant = "".join(f" or --constant {each}=..." for each in given)
            targets = " or ".join(f"{each}=COLUMN" for each in layout.targets[field])
            gaps.append(f"{field}: missing; give --columns {targets}{constant}")
    mapped = (field for field in layout.targets if mapping.target_of(field) is not None)
    return [*gaps, *layout.gaps(frozenset((*mapped, *mapping.constants)))]


def _note_columns(
    columns: Mapping[str, str], sources: Mapping[str, str], unused: Sequence[str], notes: Notes
) -> None:
    same = [target for target in sources if target not in columns]
    if same:
        notes.add(f"Columns taken for the field of their name: {listed(same)}.")
    if unused:
        notes.add(f"Columns not used: {listed(unused)}.")
