"""Writes files into an archive whose bytes depend on nothing but their paths and contents.

No clock, no order of a folder, no permission of a machine, no version of a compressor.
"""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from infra.bundle.manifest import BundleError

_OLDEST_TIME: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_READABLE_FILE: Final = 0o100644 << 16


def write_archive(path: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` as the zip archive `path`, whole or not at all.

    Args:
        path: of the archive; its folder exists.
        files: contents by path inside the archive, in any order.

    Raises:
        BundleError: a path that would not be unpacked below the archive's folder, or that is a
            folder for another one.
    """
    _check_paths(files)
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with ZipFile(unfinished, "w", ZIP_STORED) as archive:
            for name in sorted(files):
                entry = ZipInfo(name, _OLDEST_TIME)
                entry.create_system = _UNIX
                entry.external_attr = _READABLE_FILE
                archive.writestr(entry, files[name])
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _check_paths(files: Mapping[str, bytes]) -> None:
    for name in files:
        path = PurePosixPath(name)
        plain = str(path) == name and name.isprintable() and "\\" not in name
        if not plain or path.is_absolute() or ".." in path.parts or not path.parts:
            raise BundleError(f"{name!r}: not a plain path below the archive's folder")
        folder = next((str(parent) for parent in path.parents if str(parent) in files), None)
        if folder is not None:
            raise BundleError(f"{folder!r}: a file, and the folder of {name!r} as well")
