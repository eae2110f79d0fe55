"""Recent decisions and the live feed, put together over a source of decisions.

source --> intake --> archive --> pages, what was missed
              +-----> hub ------> clients
              +-----> activity --> counts
labels ------------> archive, activity
"""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct

from serving.fraud.activity.activity import DecisionActivity
from serving.fraud.agreement import Agreement
from serving.fraud.archive.archive import DecisionArchive
from serving.fraud.drift_watch import DriftWatch
from serving.fraud.feed.decision_feed import DecisionFeed
from serving.fraud.intake import DecisionIntake, following_labels
from serving.fraud.received import Received
from serving.shared.background import Work
from serving.shared.feed.hub import FeedHub
from serving.shared.feed.limits import FeedLimits
from serving.shared.tail.following import Following
from serving.shared.tail.source import RecordSource


class LiveLimits(Struct, frozen=True, kw_only=True):
    """Bounds of what is kept and sent.

    Attributes:
        decisions: in the archive, at most.
        archive_bytes: memory of the archive, about; 100,000 decisions take 140 MB by its count.
        counted: decisions that sums are of, the newest; about 600 bytes each.
        feed: of the feed's clients.
    """

    decisions: int = 100_000
    archive_bytes: int = 250_000_000
    counted: int = 50_000
    feed: FeedLimits = FeedLimits()


@dataclass(frozen=True)
class LiveDecisions:
    """What a service has of decisions as they happen.

    Attributes:
        archive: the newest.
        hub: of the feed's clients; to be closed before the server is.
        intake: where decisions come in, with its counts.
        feed: that clients join.
        activity: what is counted of them.
        decisions: follows the source, with its count of damaged records.
        drift: compares them with training; None where nothing does.
        works: what goes on beside the service, for `serving.shared.background.beside`.
    """

    archive: DecisionArchive
    hub: FeedHub[Received]
    intake: DecisionIntake
    feed: DecisionFeed
    activity: DecisionActivity
    decisions: Following[Received]
    drift: DriftWatch | None
    works: Sequence[Work]


def live_decisions(  # noqa: PLR0913 - what follows a source
    limits: LiveLimits,
    source: RecordSource,
    labels: RecordSource | None = None,
    agreement: Agreement | None = None,
    drift: DriftWatch | None = None,
    *,
    base_currency: str = "EUR",
) -> LiveDecisions:
    """Recent decisions and the feed of a source.

    Args:
        limits: bounds.
        source: of decisions.
        labels: of what becomes known about payments; None where nothing does.
        agreement: compares them with what was said on request; None where nobody is answered.
        drift: compares them with training; None where nothing does.
        base_currency: that money is counted in.
    """
    archive = DecisionArchive(limits.decisions, limits.archive_bytes)
    hub = FeedHub[Received](limits.feed)
    activity = DecisionActivity(limits.counted, base_currency)
    listeners = (activity,) if drift is None else (activity, drift)
    intake = DecisionIntake(archive, hub, agreement, listeners)
    decisions = intake.following(source)
    works: list[Work] = [decisions.run, hub.beating, hub.checking]
    if labels is not None:
        takers = [archive.add_label, *(one.heard_label for one in listeners)]
        works.append(following_labels(labels, *takers).run)
    if drift is not None:
        works.append(drift.comparing)
    feed = DecisionFeed(archive, hub, limits.feed, intake.history)
    return LiveDecisions(archive, hub, intake, feed, activity, decisions, drift, works)
