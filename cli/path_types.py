"""Files and folders on the command line, as types of click's options."""

from pathlib import Path
from typing import Final

import click

INPUT_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
"""A file that is there."""

INPUT_FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
"""A folder that is there."""

OUTPUT_FILE: Final = click.Path(dir_okay=False, path_type=Path)
"""A file, there or not."""

OUTPUT_FOLDER: Final = click.Path(file_okay=False, path_type=Path)
"""A folder, there or not."""
