"""Which inputs are in the job's own form and order already, so that nothing need be written."""

from pathlib import Path

from datasets.own.description import Description
from datasets.own.files import InputFiles, input_files
from datasets.own.notes import Notes


def is_wire(files: InputFiles, description: Description) -> bool:
    """Whether the files are taken as JSON Lines of the job's own form."""
    return files.kind == "json lines" and not description.is_mapped


def wire_paths(description: Description) -> tuple[Path, ...] | None:
    """The files of an input that is in the job's own form and order, None for any other.

    Raises:
        ValueError: there is no file, or one is of no known kind.
    """
    if description.order == "event-time":
        return None
    files = input_files(description.inputs, Notes())
    return files.paths if is_wire(files, description) else None
