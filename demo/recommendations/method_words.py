"""The methods that are compared, in words."""

from collections.abc import Mapping
from typing import Final

from demo.recommendations.next_item import OURS

METHOD_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    OURS: ("revstream", "the list in the store when the next event came"),
    "vsknn": ("session kNN", "items of the past visits most like this one (V-SKNN)"),
    "item_knn": ("item kNN", "items that share most visits with the last one"),
    "repeats": ("repeats", "what the visit has seen, then what is popular"),
    "popularity": ("popularity", "the items of most events"),
}
"""Name of each method for a reader, and what it lists, in the order in which they are shown."""
