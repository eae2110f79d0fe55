"""How many identity links an input file has: they leave no result of their own."""

from pathlib import Path
from time import time_ns
from typing import Final

from events.recommendations.codec import EventDecoder
from events.recommendations.identity_link import IdentityLink
from jobs.recommendations.settings import RecommendationSettings
from jobs.shared.line_files import lines_of
from jobs.shared.locations import LocalPath

_MENTION: Final = b"link"


def links_in(settings: RecommendationSettings) -> int | None:
    """The well-formed links in the source of `settings`, repeated ones too; None for a stream."""
    source, marks = settings.source_uri, settings.line_marks
    if not isinstance(source, LocalPath):
        return None
    return _count(source.path, settings, 0 if marks is None else len(marks.event))


def _count(path: Path, settings: RecommendationSettings, mark: int) -> int:
    decoder = EventDecoder(
        max_future_ms=settings.time_max_future_ms, card_numbers=settings.accepts_card_numbers
    )
    now_ms = time_ns() // 1_000_000
    # Most lines are no links, and need not be decoded for that.
    mentions = (line[mark:] for line in lines_of(path) if _MENTION in line)
    return sum(isinstance(decoder.decode(line, now_ms), IdentityLink) for line in mentions)
