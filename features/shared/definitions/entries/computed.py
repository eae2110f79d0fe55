"""What an entry says of how a feature is computed, and what follows from it."""

from dataclasses import dataclass

from features.shared.definitions.aggregate_results import Result
from features.shared.definitions.model import Aggregate, Derived


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """A feature, but for its name and what is said about it.

    Attributes:
        source: how it is computed.
        result: type and limits of its value.
        scope: whose history it reads.
        window_ms: the longest window that it reads.
        fields: of the record, that it is computed from.
        window: the length of its window as the file has it, empty where it has none.
        is_suffix: whether that length belongs to its name.
    """

    source: Aggregate | Derived
    result: Result
    scope: str
    window_ms: int | None
    fields: tuple[str, ...]
    window: str = ""
    is_suffix: bool = False
