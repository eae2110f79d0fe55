"""A file that is given by its name alone, where it travels with the code."""

from collections.abc import Mapping
from pathlib import Path, PurePath


def in_code(path: str, folder: Path) -> Path:
    """A path, or where there is no such file that name in a folder of the code, as in bundles."""
    given = Path(path)
    placed = folder / path
    return placed if given.name == path and not given.exists() and placed.exists() else given


def path_in_bundle(name: str, folder: str, shipped: str | None) -> str:
    """Where a file that a setting names stands in a bundle.

    Args:
        name: of the file, with folders or without.
        folder: of such files in the code.
        shipped: path of the file that is meant, whatever the name; None where the name counts.
    """
    return f"{folder}/{PurePath(name).name}" if shipped is None else shipped


def text_in_bundle(files: Mapping[str, bytes], path: str) -> str:
    """The text of a file of a bundle, of which some are given by path.

    Raises:
        ValueError: it is not among them.
    """
    if path not in files:
        raise ValueError(f"{path}: the bundle has no such file")
    return files[path].decode()
