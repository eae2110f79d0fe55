"""A definition file that cannot be used."""

from features.shared.language.faults import FileError


class DefinitionsError(FileError):
    """A definition file with faults: all of them, in the order of their lines."""
