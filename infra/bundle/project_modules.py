"""Which of the project's modules a program imports, read from their source.

main.py --import--> jobs.program --import--> jobs.fraud --import--> ...
        every import statement counts, one inside a function too
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ImportedModules:
    """What a program imports, directly or through others.

    Attributes:
        files: the project's files, relative to its root, in order; the program itself first.
        external: packages that are not the project's, each with the first file that imports it.
    """

    files: tuple[Path, ...]
    external: Mapping[str, Path]


def imported_modules(root: Path, program: str) -> ImportedModules:
    """The modules that `program` imports.

    Args:
        root: the project's folder, where its packages are.
        program: path of the program below it.
    """
    external: dict[str, Path] = {}
    seen: set[Path] = set()
    waiting = [Path(program)]
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        for name in _imported_names(root, file):
            found = _files_of(root, name)
            waiting += found
            if not found:
                external.setdefault(name.partition(".")[0], file)
    others = sorted(seen - {Path(program)})
    return ImportedModules((Path(program), *others), dict(sorted(external.items())))


def _imported_names(root: Path, file: Path) -> Iterator[str]:
    """Full names of the modules in a file's import statements, and of what is taken from them."""
    for node in ast.walk(ast.parse((root / file).read_bytes(), str(file))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = ".".join((*file.parts[: -node.level], node.module or "")).strip(".")
            origin = origin if node.level else str(node.module)
            yield origin
            # What is taken from a package may be a module of it.
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def _files_of(root: Path, name: str) -> list[Path]:
    """The files that importing a name runs: of the module and of every package around it.

    None of them where the name is not the project's.
    """
    parts = name.split(".")
    places = [Path(*parts[:depth]) for depth in range(1, len(parts) + 1)]
    candidates = [place / "__init__.py" for place in places]
    candidates += [place.with_name(f"{place.name}.py") for place in places]
    return [file for file in candidates if (root / file).is_file()]
