"""A folder that is there whole or not at all.

::

    NAME.partial/  <-- files, as they are written
    NAME/          <-- renamed, once all are there
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def check_free(folder: Path) -> None:
    """Sees that a new folder can have the name `folder`.

    Raises:
        ValueError: it has something in it, or is a file.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ValueError(f"{folder}: exists already, a new folder is expected")


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A folder to write to, which gets the name `folder` at the end; after an error it is gone.

    Raises:
        ValueError: there is one with something in it.
    """
    check_free(folder)
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        yield partial
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
