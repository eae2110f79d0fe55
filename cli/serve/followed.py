"""What `revstream serve` says, once it serves, of the job that it stands beside."""

from collections.abc import Iterator
from typing import Final

from jobs.fraud.settings import FraudSettings
from jobs.shared.locations import LocalPath

_NOT_HANDED_ON: Final = (
    "note: a payment that somebody asks about does not go on to the job, whose source is no stream"
    " here: its sender has to send it there, too"
)


def told_of_the_job(
    settings: FraudSettings, *, follows: bool, wants_to_hand_on: bool, hands_on: bool
) -> Iterator[str]:
    """What is worth knowing, a line each.

    Args:
        settings: of the job.
        follows: whether the job's decisions are followed, so that there is one.
        wants_to_hand_on: whether payments that are asked about are to go on to it.
        hands_on: whether they do.
    """
    for name, place in (("sink.uri", settings.sink_uri), ("labels.uri", settings.labels_uri)):
        if isinstance(place, LocalPath) and not place.path.exists():
            yield f"warning: {name}: {place.path} is not there; once it is, it is followed"
    if follows and wants_to_hand_on and not hands_on:
        yield _NOT_HANDED_ON
