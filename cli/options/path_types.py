"""Files and folders on the command line, as types of click's options."""

import os
from pathlib import Path
from typing import Final

import click


class _Output(click.Path):
    """A place that can be written to, which is known before the work and not after it."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """The path, there or not."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        try:
            path.lstat()
        except FileNotFoundError:
            nearest = next(parent for parent in path.absolute().parents if parent.exists())
            if not os.access(nearest, os.W_OK | os.X_OK):
                self.fail(f"{path}: {nearest} cannot be written to", param, ctx)
        except OSError as error:
            self.fail(f"{path}: {error.strerror}, which allows no output there", param, ctx)
        if path.is_dir() and not self.dir_okay:
            self.fail(f"{path}: a file is expected, this is a folder", param, ctx)
        return path


INPUT_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
"""A file that is there."""

INPUT_FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
"""A folder that is there."""

OUTPUT_FILE: Final = _Output(dir_okay=False, writable=True, path_type=Path)
"""A file that can be written, there or not."""

OUTPUT_FOLDER: Final = _Output(file_okay=False, writable=True, path_type=Path)
"""A folder that can be written to, there or not."""
