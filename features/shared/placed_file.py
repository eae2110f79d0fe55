"""A file that is given by its name alone, where it travels with the code."""

from pathlib import Path


def in_code(path: str, folder: Path) -> Path:
    """A path, or where there is no such file that name in a folder of the code, as in bundles."""
    given = Path(path)
    placed = folder / path
    return placed if given.name == path and not given.exists() and placed.exists() else given
