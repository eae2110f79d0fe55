"""The baselines and the metrics again, from their definitions and without regard to cost."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import log, log2, sqrt

from models.recommendations.evaluation.baselines.vsknn_settings import (
    PLACE_WEIGHTS,
    STEP_WEIGHTS,
    VsknnSettings,
)

Sessions = Sequence[Sequence[str]]
_DECIMALS = 9


def listed(scores: Mapping[str, float | Fraction], sessions: Sessions, k: int) -> list[str]:
    """The items of positive score, the best first, then the others by their events."""
    events = Counter(item for session in sessions for item in session)
    scored = [item for item, score in scores.items() if score > 0]
    scored.sort(key=lambda item: (-scores[item], item))
    others = sorted(set(events) - set(scored), key=lambda item: (-events[item], item))
    return [*scored, *others][:k]


def last_known(sessions: Sessions, prefix: Sequence[str]) -> str | None:
    """The latest item of the prefix that is in a session."""
    return next((item for item in reversed(prefix) if any(item in s for s in sessions)), None)


def rules_by_pairs(sessions: Sessions, prefix: Sequence[str], k: int, steps: int) -> list[str]:
    """Every pair of places of every session adds 1 / steps; one step alone is a Markov chain."""
    last, scores = last_known(sessions, prefix), Counter[str]()
    for session in sessions:
        for place, item in enumerate(session):
            for step, follower in enumerate(session[place + 1 : place + 1 + steps], start=1):
                if item == last:
                    scores[follower] += Fraction(1, step)  # type: ignore[assignment]
    return listed(scores, sessions, k)


def nearest_items(sessions: Sessions, prefix: Sequence[str], k: int, damping: int) -> list[str]:
    """The damped cosine of the last item to each other one, from sets of sessions."""
    last = last_known(sessions, prefix)
    of = {
        item: {number for number, session in enumerate(sessions) if item in session}
        for item in {item for session in sessions for item in session}
    }
    scores = {
        item: round(
            len(of[item] & of[last]) / sqrt((len(of[item]) + damping) * (len(of[last]) + damping)),
            _DECIMALS,
        )
        for item in of
        if last is not None and item != last
    }
    return listed(scores, sessions, k)


def items_of_neighbours(
    sessions: Sessions, prefix: Sequence[str], k: int, settings: VsknnSettings
) -> list[str]:
    """V-SKNN as its authors' program goes about it: session by session, item by item."""
    weigh, decay = PLACE_WEIGHTS[settings.weighting], STEP_WEIGHTS[settings.weighting_score]
    weights = {item: weigh(i, len(prefix)) for i, item in enumerate(prefix, start=1)}
    sharing = [n for n, session in enumerate(sessions) if set(session) & set(prefix)]
    similar = {
        n: round(sum(weights[item] for item in weights if item in sessions[n]), _DECIMALS)
        for n in sharing[-settings.sample_size :]
    }
    nearest = sorted(similar, key=lambda n: (-similar[n], -n))[: settings.neighbours]
    events = Counter(item for session in sessions for item in session)
    scores = Counter[str]()
    for n in nearest:
        step = next(i for i, item in enumerate(prefix[::-1], start=1) if item in sessions[n])
        for item in set(sessions[n]):
            idf = max(0.0, log(len(sessions) / events[item]))
            rare = 1 + settings.idf_weighting * idf
            scores[item] += similar[n] * decay(step) * rare  # type: ignore[assignment]
    return listed({item: round(score, _DECIMALS) for item, score in scores.items()}, sessions, k)


def metrics_by_definition(ranks: Sequence[int], k: int) -> tuple[float, float, float]:
    """HR, MRR and nDCG, query by query."""
    hit = [rank for rank in ranks if rank and rank <= k]
    return (
        len(hit) / len(ranks),
        sum(1 / rank for rank in hit) / len(ranks),
        sum(1 / log2(1 + rank) for rank in hit) / len(ranks),
    )
