"""Who was shown lists of an experiment, of which arm and from when on.

::

    lists of a shopper     control 10:00   control 10:05        exposed from 10:00, in control
    after a link           control 10:00 as session:s, new 11:00 as user:u
                                           exposed from 11:00, in new by user:u, of both
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from events.recommendations.recommendation_list import RecommendationList
from events.recommendations.shopper import shopper_key
from models.recommendations.evaluation.experiments.people import People
from models.recommendations.experiments.experiment import Experiment


class ExperimentLogError(ValueError):
    """Lists that are no record of one experiment."""


@dataclass(frozen=True, slots=True)
class Exposed:
    """A shopper that was shown a list.

    Attributes:
        arm: that they are in.
        first_ms: time of the event of the first list of this arm.
        both: whether they were shown lists of another arm too, under another of their ids.
    """

    arm: str
    first_ms: int
    both: bool


@dataclass(frozen=True, slots=True)
class ExposureLog:
    """The lists of an experiment.

    Attributes:
        experiment: its id.
        shares: of each arm in the order of the file, or of the names where there is no file.
        exposed: by the key of the shopper that stays.
        lists: of each arm.
        others: lists of other experiments, or of none, which are left out.
        strangers: lists of an arm that is not that of their shopper by the file; 0 without one.
    """

    experiment: str
    shares: dict[str, float]
    exposed: dict[str, Exposed]
    lists: dict[str, int]
    others: int
    strangers: int


@dataclass(slots=True)
class _Shown:
    """The first list of each arm that a shopper was shown, and the arm of its last id."""

    first_ms: dict[str, int] = field(default_factory=dict)
    of_last_id: str | None = None


def exposures(
    lists: Iterable[RecommendationList], people: People, experiment: Experiment | None = None
) -> ExposureLog:
    """The exposures of an experiment.

    Args:
        lists: as the job wrote them, in any order, repeated ones too.
        people: who belongs together.
        experiment: the file; None where the lists are to speak for themselves.

    Raises:
        ExperimentLogError: there is no list of the experiment, there are lists of several and no
            file, or the arms are not those of the file.
    """
    found, others = _of_experiment(lists, experiment)
    shown: dict[str, _Shown] = {}
    for one, arm in found:
        key = shopper_key(one.user_id, one.session_id)
        last = people.of(key)
        known = shown.setdefault(last, _Shown())
        first_ms = known.first_ms.get(arm, one.event_time_ms)
        known.first_ms[arm] = min(first_ms, one.event_time_ms)
        if key == last:
            known.of_last_id = arm
    exposed = {key: _exposed(one) for key, one in shown.items()}
    shares = _shares(found, experiment)
    counted = dict.fromkeys(shares, 0)
    for _, arm in found:
        counted[arm] += 1
    strangers = 0
    if experiment is not None:
        strangers = sum(not _is_own(one, arm, experiment, people) for one, arm in found)
    (name,) = {one.exposure.experiment for one, _ in found if one.exposure is not None}
    return ExposureLog(name, shares, exposed, counted, others, strangers)


def _of_experiment(
    lists: Iterable[RecommendationList], experiment: Experiment | None
) -> tuple[list[tuple[RecommendationList, str]], int]:
    """The lists of the experiment with their arms, each once, and the number of the others."""
    found: dict[str, tuple[RecommendationList, str]] = {}
    others: dict[str, None] = {}
    names: dict[str, None] = {}
    for one in lists:
        part = one.exposure
        if part is None or (experiment is not None and part.experiment != experiment.id):
            others[one.list_id] = None
            continue
        names[part.experiment] = None
        found.setdefault(one.list_id, (one, part.arm))
    if not found:
        which = "an experiment" if experiment is None else f"experiment '{experiment.id}'"
        raise ExperimentLogError(f"lists: {len(others)} of them, none of {which}, some expected")
    if len(names) > 1:
        raise ExperimentLogError(
            f"lists: of the experiments {', '.join(names)}, those of one are expected;"
            " --experiment says which"
        )
    return list(found.values()), len(others)


def _exposed(shown: _Shown) -> Exposed:
    """The arm of the id that stays; where it was shown none, that of the first list."""
    arm = shown.of_last_id
    if arm is None:
        arm = min(shown.first_ms, key=lambda name: (shown.first_ms[name], name))
    return Exposed(arm, shown.first_ms[arm], len(shown.first_ms) > 1)


def _shares(
    found: Iterable[tuple[RecommendationList, str]], experiment: Experiment | None
) -> dict[str, float]:
    said: dict[str, float] = {}
    for one, arm in found:
        share = one.exposure.share if one.exposure is not None else 0.0
        if said.setdefault(arm, share) != share:
            raise ExperimentLogError(
                f"arm '{arm}': lists with a share of {said[arm]:g} and of {share:g}, one share is"
                " expected; an experiment whose shares change is another experiment"
            )
    if experiment is None:
        return dict(sorted(said.items()))
    shares = {arm.name: arm.share for arm in experiment.arms}
    for arm, share in said.items():
        if arm not in shares:
            expected = ", ".join(shares)
            raise ExperimentLogError(f"arm '{arm}': in the lists, not in the file: {expected}")
        if shares[arm] != share:
            raise ExperimentLogError(
                f"arm '{arm}': a share of {share:g} in the lists, of {shares[arm]:g} in the file"
            )
    return shares


def _is_own(one: RecommendationList, arm: str, experiment: Experiment, people: People) -> bool:
    """Whether the arm is that of one of the ids that the shopper had."""
    keys = people.on_the_way(shopper_key(one.user_id, one.session_id))
    return any(experiment.arm_of(key).name == arm for key in keys)
