"""Functions from the source that this package writes."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from math import sqrt
from typing import Any, Final

from features.shared.accumulators.extremes import largest
from features.shared.language.generation import CODE_NAMES
from features.shared.language.whole_numbers import whole

_NAMES: Final[dict[str, object]] = {
    **CODE_NAMES,
    "bisect_left": bisect_left,
    "bisect_right": bisect_right,
    "largest": largest,
    "len": len,
    "sqrt": sqrt,
    "str": str,
    "tuple": tuple,
    "whole": whole,
}


def newest_with(own: object, earlier: Sequence[object], most: int) -> Sequence[object]:
    """At most some values, newest first: the payment's own, where it has one, and earlier ones."""
    return earlier if own is None else [own, *earlier][:most]


def function(name: str, source: str) -> Callable[..., Any]:
    """The function of a name that the source defines.

    Only templates of this package, numbers, escaped constants and names of a file that are checked
    to be plain identifiers may stand in the source.
    """
    namespace: dict[str, Any] = {**_NAMES, "newest_with": newest_with}
    exec(compile(source, f"<{name}>", "exec"), namespace)  # noqa: S102 - see above
    made: Callable[..., Any] = namespace[name]
    return made
