"""The installed distributions in a folder: what each has, brings, needs and can be imported as."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution as Metadata
from importlib.metadata import distributions
from pathlib import Path, PurePosixPath
from typing import Final

from features.shared.accumulators.own_loading import ENTRY_POINT_GROUP

_NAME: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")
_OF_AN_EXTRA: Final = re.compile(r"\bextra\s*==")


@dataclass(frozen=True)
class Distribution:
    """One installed distribution.

    Attributes:
        name: normalised, as in `uv.lock`.
        version: the installed one.
        requires: names of the distributions that it needs without any of its extras.
        required: those of them that it needs everywhere, on any platform and Python.
        files: its files, relative to the folder.
        modules: names that it can be imported by.
        aggregates: names of the own aggregates of definition files that it brings.
    """

    name: str
    version: str
    requires: frozenset[str]
    required: frozenset[str]
    files: tuple[str, ...]
    modules: frozenset[str]
    aggregates: frozenset[str]


def read_distributions(folder: Path) -> dict[str, Distribution]:
    """The distributions in a folder that wheels were installed to, by name."""
    found = [_distribution(entry) for entry in distributions(path=[str(folder)])]
    return {entry.name: entry for entry in sorted(found, key=lambda entry: entry.name)}


def needed_by(
    modules: Collection[str], installed: Mapping[str, Distribution]
) -> dict[str, Distribution]:
    """The distributions behind `modules` and aggregates, and all those need in turn, by name."""
    needed: set[str] = set()
    waiting = [
        name
        for name, entry in installed.items()
        if entry.modules & set(modules) or entry.aggregates
    ]
    while waiting:
        name = waiting.pop()
        # What a requirement names and is not there, another platform or extra needs.
        if name not in needed and name in installed:
            needed.add(name)
            waiting += installed[name].requires
    return {name: installed[name] for name in sorted(needed)}


def normalised(name: str) -> str:
    """A distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _distribution(entry: Metadata) -> Distribution:
    files = tuple(sorted(str(PurePosixPath(file)) for file in entry.files or ()))
    required = entry.requires or ()
    return Distribution(
        name=normalised(entry.metadata["Name"]),
        version=entry.version,
        requires=_names(one for one in required if not _OF_AN_EXTRA.search(one)),
        required=_names(one for one in required if ";" not in one),
        files=files,
        modules=frozenset(PurePosixPath(file).parts[0].partition(".")[0] for file in files),
        aggregates=frozenset(entry.entry_points.select(group=ENTRY_POINT_GROUP).names),
    )


def _names(requirements: Iterable[str]) -> frozenset[str]:
    found = (_NAME.match(requirement) for requirement in requirements)
    return frozenset(normalised(name[0]) for name in found if name is not None)
