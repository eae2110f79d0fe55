"""A next-item task as a whole: the system and baselines, on the same sessions and queries.

::

    sessions --+--> states, lists --> ranker --+
               |                               +--> ranks of the targets --> figures, intervals
    queries ---+--> baselines -----------------+
"""

from time import perf_counter
from typing import Final

from msgspec import Struct, structs

from models.recommendations.evaluation.ablations import Ablation, ablations
from models.recommendations.evaluation.asked import SourceRecall, ask
from models.recommendations.evaluation.coded_sessions import CodedSessions
from models.recommendations.evaluation.learned import learn
from models.recommendations.evaluation.measured import Measured
from models.recommendations.evaluation.next_item import NextItems, items_taught
from models.recommendations.evaluation.paired_intervals import Comparison
from models.recommendations.evaluation.ranks import ranks_of
from models.recommendations.evaluation.task import Progress, Task
from models.recommendations.wording import Source
from models.shared.artifact import ModelArtifact

OURS: Final = "revstream"


class Figures(Measured, frozen=True, kw_only=True):
    """How good one recommender is.

    Attributes:
        coverage: share of the items of the training sessions that were ever listed.
        seconds: to learn and to answer.
    """

    coverage: float
    seconds: float


class Evaluation(Struct, frozen=True, kw_only=True):
    """A next-item task.

    Attributes:
        k: length of the lists.
        queries: how many were asked.
        candidate_recall: share of targets among the candidates of the system, whatever their rank.
        by_source: what each source of candidates adds to that.
        figures: by recommender; the system is `OURS`.
        against: how the system is to each baseline, by baseline and metric.
        without: by group of inputs, a ranker that could not read them; empty if not asked for.
        lists: lists that the ranker learned from.
        missed: lists whose next item was no candidate.
        trees: of the ranker.
        seconds: of everything.
    """

    k: int
    queries: int
    candidate_recall: float
    by_source: dict[Source, SourceRecall]
    figures: dict[str, Figures]
    against: dict[str, dict[str, Comparison]]
    without: dict[str, Ablation]
    lists: int
    missed: int
    trees: int
    seconds: float


def evaluate(task: Task, progress: Progress) -> tuple[Evaluation, ModelArtifact]:
    """The figures, and the ranker that was trained.

    Raises:
        ValueError: there are no sessions that anything can be learned from.
    """
    started = perf_counter()
    learned = learn(task, progress)
    system = NextItems(learned.replayer, learned.ranker, learned.now_ms)
    asked = ask(system, task.queries, task.k, progress, keep=task.ablations)
    took = {OURS: perf_counter() - started}
    found = {OURS: asked.ranks}
    coded = CodedSessions(tuple(items_taught(one)) for one in task.sessions)
    for place, (name, build) in enumerate(task.baselines.items()):
        progress(f"baseline {name}", place / len(task.baselines))
        began = perf_counter()
        found[name] = ranks_of(build(coded), task.queries, task.k)
        took[name] = perf_counter() - began
    evaluation = Evaluation(
        k=task.k,
        queries=len(task.queries),
        candidate_recall=asked.recall,
        by_source=dict(asked.by_source),
        figures={
            name: Figures(
                **structs.asdict(task.measure.of(ranks.ranks)),
                coverage=ranks.coverage(coded.items),
                seconds=took[name],
            )
            for name, ranks in found.items()
        },
        against={
            name: task.measure.beside(found[OURS].ranks, ranks.ranks)
            for name, ranks in found.items()
            if name != OURS
        },
        without=ablations(learned, asked, task, progress) if task.ablations else {},
        lists=learned.lists,
        missed=learned.missed,
        trees=learned.trees,
        seconds=perf_counter() - started,
    )
    return evaluation, learned.ranker.artifact
