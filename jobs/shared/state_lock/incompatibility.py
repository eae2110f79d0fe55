"""One thing that keeps a release from taking over all state."""

from msgspec import Struct


class Incompatibility(Struct, frozen=True):
    """A change that loses or breaks state.

    Attributes:
        what: changed.
        why: it matters to a job that has state.
        way_out: what to do instead.
    """

    what: str
    why: str
    way_out: str
