"""Where a candidate comes from, in a word and in a sentence."""

from typing import Final, Literal, get_args

from features.recommendations.session_view import SessionView
from models.recommendations.candidates import Candidate

Source = Literal["session", "transition", "co_visit", "co_purchase", "walk", "category"]
SOURCES: Final[tuple[Source, ...]] = get_args(Source)


def source_of(candidate: Candidate) -> Source:
    """The strongest of what speaks for a candidate."""
    if candidate.in_session:
        return "session"
    if candidate.bought:
        return "co_purchase"
    if candidate.after1:
        return "transition"
    if candidate.sources:
        return "co_visit"
    return "walk" if candidate.walk else "category"


def reason_of(candidate: Candidate, session: SessionView) -> str:
    """Why it is in the list, for a person."""
    last = session.items[-1]
    nearest = candidate.nearest or last
    match source_of(candidate):
        case "session":
            return "seen in this session"
        case "co_purchase":
            return f"bought with {nearest}"
        case "transition":
            return f"often seen right after {last}"
        case "co_visit":
            return f"seen with {nearest}"
        case "walk":
            return f"two steps from {last}"
        case "category":
            return "sought in this category"
