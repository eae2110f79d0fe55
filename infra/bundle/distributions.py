"""The installed distributions in a folder: what each has, needs and can be imported as."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution as Metadata
from importlib.metadata import distributions
from pathlib import Path, PurePosixPath
from typing import Final

_NAME: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Distribution:
    """One installed distribution.

    Attributes:
        name: normalised, as in `uv.lock`.
        version: the installed one.
        requires: names of the distributions that it needs without any of its extras.
        files: its files, relative to the folder.
        modules: names that it can be imported by.
    """

    name: str
    version: str
    requires: frozenset[str]
    files: tuple[str, ...]
    modules: frozenset[str]


def read_distributions(folder: Path) -> dict[str, Distribution]:
    """The distributions in a folder that wheels were installed to, by name."""
    found = [_distribution(entry) for entry in distributions(path=[str(folder)])]
    return {entry.name: entry for entry in sorted(found, key=lambda entry: entry.name)}


def needed_by(
    modules: Collection[str], installed: Mapping[str, Distribution]
) -> dict[str, Distribution]:
    """The distributions behind `modules`, and all that those need in turn, by name."""
    needed: set[str] = set()
    waiting = [name for name, entry in installed.items() if entry.modules & set(modules)]
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
    return Distribution(
        name=normalised(entry.metadata["Name"]),
        version=entry.version,
        requires=frozenset(_required(entry.requires or ())),
        files=files,
        modules=frozenset(PurePosixPath(file).parts[0].partition(".")[0] for file in files),
    )


def _required(requirements: Collection[str]) -> list[str]:
    found = []
    for requirement in requirements:
        name = _NAME.match(requirement)
        if name is not None and not re.search(r"\bextra\s*==", requirement):
            found.append(normalised(name[0]))
    return found
