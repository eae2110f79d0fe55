"""Which model: its name, its version and its content."""

from msgspec import Struct


class ModelRef(Struct, frozen=True):
    """A model by its content."""

    name: str
    version: str
    sha256: str
