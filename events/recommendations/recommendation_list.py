"""A recommendation list: what to show one shopper next, and all that is needed to explain it."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from msgspec import Struct

from events.shared.model_ref import ModelRef

LIST_SCHEMA_VERSION: Final = 1

CONTROL: Final = "control"
"""The arm of an experiment that nothing is changed for, and of all lists without an experiment."""

_ID_DIGITS: Final = 32


class RecommendedItem(Struct, frozen=True):
    """One place of a list.

    Attributes:
        item_id: what to show.
        score: what the list is ordered by, highest first; comparable within the list alone.
        source: where the candidate comes from, such as the neighbours of an item in the session.
        reason: a sentence for a person.
    """

    item_id: str
    score: float
    source: str
    reason: str


class Exposure(Struct, frozen=True):
    """What a list is a part of: an experiment, and what was left to chance in it.

    Attributes:
        experiment: its id.
        arm: that the shopper is in.
        share: of the shoppers that are to be in this arm.
        explored: whether the order of `places` was drawn.
        places: whose order could have been drawn, counted from 0; empty without exploration.
        order_propensity: how likely the shown order of these places was; None without them.
        place_propensities: for each of them, how likely its item was there.
    """

    experiment: str
    arm: str
    share: float
    explored: bool = False
    places: tuple[int, ...] = ()
    order_propensity: float | None = None
    place_propensities: tuple[float, ...] = ()


class RecommendationList(Struct, frozen=True):
    """One list, made at one shopping event.

    Attributes:
        list_id: deterministic, see `list_id`; consumers drop repeats by it.
        user_id: of the event, None where the user is not known.
        session_id: of the event, None where it has none.
        event_id: of the event that the list was made at.
        event_time_ms: of that event; a list of a later event replaces this one.
        items: as they are shown: best first, but for places whose order was drawn.
        ranker: the model that ordered them; None where there is none.
        rules: that changed the list, each as ``NAME@VERSION``, in the order they were applied.
        definitions: sha256 of the definitions in force.
        stage_us: microseconds by stage; ``in_job`` is from record read to list emitted.
        trace_id: of the event, if it has one.
        job_version: of the job that made it.
        variant: arm of the experiment that the shopper is in.
        ruleset: sha256 of the rules in force; None of a list of before it was noted.
        exposure: the experiment; None without one.
    """

    list_id: str
    user_id: str | None
    session_id: str | None
    event_id: str
    event_time_ms: int
    items: tuple[RecommendedItem, ...]
    ranker: ModelRef | None
    rules: tuple[str, ...]
    definitions: str
    stage_us: Mapping[str, int]
    trace_id: str | None
    job_version: str
    variant: str = CONTROL
    schema_version: int = LIST_SCHEMA_VERSION
    ruleset: str | None = None
    exposure: Exposure | None = None


def list_id(shopper: str, event_id: str) -> str:
    """Id of the list made at an event: 32 hex digits of a SHA-256, the same in every run.

    Args:
        shopper: key of the shopper by the ids that the event has itself. Identity links change who
            the shopper is, in what order they come, and so would the id of a repetition.
        event_id: of the event.

    >>> list_id("user:u1", "e1")
    '8285b688290bfab013a9cbcd50461916'
    """
    # No id holds a control character: no two pairs are the same text.
    return sha256(f"{shopper}\x1f{event_id}".encode()).hexdigest()[:_ID_DIGITS]
