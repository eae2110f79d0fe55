"""The best of what is ranked, with at most so many of a category, and not too many in a row."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from models.recommendations.rules.reading import ListForm

Ranked = TypeVar("Ranked")


def mixed(
    ranked: Iterable[Ranked], category_of: Callable[[Ranked], str | None], form: ListForm
) -> list[Ranked]:
    """The list that is made of what is ranked; what is mixed already stays as it is.

    Args:
        ranked: best first.
        category_of: the category of one, None where it is not known: such are mixed with all.
        form: of the list.
    """
    chosen: list[Ranked] = []
    waiting = list(ranked)
    counts: dict[str, int] = {}
    row_of, row = None, 0
    while waiting and len(chosen) < form.length:
        at = 0
        if row >= form.in_a_row:
            others = (place for place, one in enumerate(waiting) if category_of(one) != row_of)
            at = next(others, 0)
        picked = waiting.pop(at)
        category = category_of(picked)
        if category is not None:
            counts[category] = counts.get(category, 0) + 1
            if counts[category] > form.per_category:
                continue
        chosen.append(picked)
        row = 0 if category is None else row + 1 if category == row_of else 1
        row_of = category
    return chosen
