"""What the sessions of a next-item task teach: states, and a ranker trained on the later ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations.replayer import Replayer
from models.recommendations.evaluation.next_item import events_of
from models.recommendations.evaluation.task import Progress, Task
from models.recommendations.inputs import MISSING
from models.recommendations.ranker import Ranker
from models.recommendations.recommender import input_names
from models.recommendations.training.drawn_shoppers import share_for
from models.recommendations.training.fit import RankerFitting, ranker_artifact
from models.recommendations.training.learning import Learning
from models.recommendations.training.settings import RankerSettings
from models.shared.manifest import ModelManifest


@dataclass(frozen=True, kw_only=True)
class Learned:
    """What the sessions taught.

    Attributes:
        replayer: its states are those after the last session.
        ranker: trained on lists of the later part of them.
        fitting: makes other rankers of the same lists.
        now_ms: a time after all of them.
        lists: how many lists it was trained on.
        missed: lists whose next item was no candidate.
        trees: of the ranker.
    """

    replayer: Replayer
    ranker: Ranker
    fitting: RankerFitting
    now_ms: int
    lists: int
    missed: int
    trees: int


def learn(task: Task, progress: Progress) -> Learned:
    """Feeds all sessions in the order of time, and trains a ranker on the later ones.

    Raises:
        ValueError: there are no sessions that anything can be learned from.
    """
    events = events_of(task.sessions, task.plan)
    replayer = Replayer(task.plan, task.limits)
    learning = Learning(replayer, *_sampled(events, task.training))
    every = max(1, len(events) // 100)
    for number, event in enumerate(events):
        if number % every == 0:
            progress("learning from sessions", number / len(events))
        learning.feed(event)
    replayer.finish()
    last_ms = events[-1].event_time_ms
    del events
    missed = learning.collector.missed
    lists = learning.collector.take()
    names = input_names(task.plan.item_names, task.plan.shopper_names)
    progress(f"training on {len(lists)} lists", 0.0)
    fitting = RankerFitting(lists, names, task.training)
    booster = fitting.fit()
    manifest = ModelManifest(
        name="ranker",
        version="evaluation",
        sha256="",
        features=names,
        missing_value=MISSING,
        thresholds={},
        training_data_id=f"{len(task.sessions)} sessions",
        reference={},
        definitions_sha256=task.plan.plan.definitions.sha256,
    )
    artifact = ranker_artifact(booster, lists.inputs, names, manifest)
    return Learned(
        replayer=replayer,
        ranker=Ranker(artifact, names),
        fitting=fitting,
        now_ms=last_ms + task.limits.session_gap_ms,
        lists=len(lists),
        missed=missed,
        trees=booster.best_iteration or booster.num_trees(),
    )


def _sampled(events: Sequence[ShoppingEvent], settings: RankerSettings) -> tuple[float, int]:
    """The share of shoppers whose lists are learned from, and the time from which on."""
    if not events:
        raise ValueError("no session to learn from")
    first = int(len(events) * settings.from_share)
    return share_for(settings.lists, len(events) - first), events[first].event_time_ms
