"""Where a candidate comes from, in a word and in a sentence."""

from typing import Final, Literal, get_args

from features.recommendations.session_view import SessionView
from models.recommendations.candidates import Candidates

Source = Literal["session", "transition", "co_visit", "co_purchase", "walk", "category"]
SOURCES: Final[tuple[Source, ...]] = get_args(Source)


def sources_of(candidates: Candidates) -> list[Source]:
    """The strongest of what speaks for each candidate."""
    columns = (candidates.column(name).tolist() for name in ("bought", "after1", "sources", "walk"))
    return list(map(_source, candidates.in_session, *columns))


def _source(seen: bool, bought: float, after1: float, sources: float, walk: float) -> Source:  # noqa: FBT001 - a column
    if seen:
        return "session"
    if bought:
        return "co_purchase"
    if after1:
        return "transition"
    if sources:
        return "co_visit"
    return "walk" if walk else "category"


def reason_of(source: Source, nearest: str | None, session: SessionView) -> str:
    """Why a candidate is in the list, for a person.

    Args:
        source: the strongest of what speaks for it.
        nearest: the item of the session that it is nearest to.
        session: it is a candidate of.
    """
    last = session.items[-1]
    match source:
        case "session":
            return "seen in this session"
        case "co_purchase":
            return f"bought with {nearest or last}"
        case "transition":
            return f"often seen right after {last}"
        case "co_visit":
            return f"seen with {nearest or last}"
        case "walk":
            return f"two steps from {last}"
        case "category":
            return "sought in this category"
