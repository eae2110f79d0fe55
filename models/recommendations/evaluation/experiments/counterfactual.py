"""What would have come of lists whose first places another ranker had put in order.

A list was shown in an order that was drawn, and says how likely that order was. Where another
ranker has the same order, the list stands for itself and for those that were drawn otherwise: its
outcome counts by the inverse of that likelihood.

::

    w = 1 [the other's order is the one shown] / how likely it was
    IPS     mean of w y                         without bias, of much variance
    SNIPS   sum of w y / sum of w               a little bias, of less variance
    n_eff   (sum of w)^2 / sum of w^2           lists that an estimate is worth

By place: w of each place for itself, y of its item. It needs less luck, and holds where what is
done with an item depends on the item and its place alone.

Horvitz and Thompson 1952 (IPS); Swaminathan and Joachims, "The Self-Normalized Estimator for
Counterfactual Learning", 2015; by place: Li et al., "Offline Evaluation of Ranking Policies with
Click Models", KDD 2018. Intervals are of the bootstrap over shoppers, whose lists belong together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.shared.evaluation.resampling import Interval, Resampling, group_intervals

Floats = NDArray[np.float64]
Estimator = Literal["by order", "by place"]

FEWEST_EFFECTIVE: Final = 30
"""Lists that an estimate must be worth."""

_FAR: Final = 4
"""Standard errors that the mean weight may be from 1."""


class NoSupportError(ValueError):
    """Lists that say nothing of another ranker."""


@dataclass(frozen=True, slots=True)
class LoggedList:
    """A list as it was shown, and as the other ranker would have it.

    Attributes:
        shopper: whom it was made for.
        shown: items of the places whose order could be drawn, as they were shown.
        wanted: the same items as the other ranker has them.
        order_propensity: how likely the shown order was.
        place_propensities: for each place, how likely its item was there.
        outcome: items that the shopper reacted to.
    """

    shopper: str
    shown: tuple[str, ...]
    wanted: tuple[str, ...]
    order_propensity: float
    place_propensities: tuple[float, ...]
    outcome: frozenset[str]


class Estimate(Struct, frozen=True):
    """What would have come of a list, in the mean: items of these places that are reacted to.

    Attributes:
        ips: by inverse propensities, with its interval.
        snips: the same, self-normalised, with its interval.
        shown: of the lists as they were shown, with its interval.
        gain: `snips` less `shown`, with its interval.
        effective: lists that it is worth.
        mean_weight: of the lists; it is 1 but for chance where the propensities are right.
        enough: whether `effective` is enough for an estimate to be believed.
        propensities_fit: whether `mean_weight` is 1 but for chance.
    """

    ips: float
    ips_interval: Interval
    snips: float | None
    snips_interval: Interval
    shown: float
    shown_interval: Interval
    gain: float | None
    gain_interval: Interval
    effective: float
    mean_weight: float
    enough: bool
    propensities_fit: bool


def estimates(lists: Sequence[LoggedList], resampling: Resampling) -> dict[Estimator, Estimate]:
    """The estimates from at least one list.

    Raises:
        NoSupportError: a propensity is 0 or less, or above 1, or there are no lists.
    """
    if not lists:
        raise NoSupportError("lists: none with propensities, some expected")
    for one in lists:
        if not all(0 < of <= 1 for of in (one.order_propensity, *one.place_propensities)):
            raise NoSupportError(
                f"propensity: {one.order_propensity:g} of an order, {one.place_propensities} of its"
                " places: above 0 and at most 1 are expected"
            )
    group = np.unique([one.shopper for one in lists], return_inverse=True)[1].astype(np.int64)
    of: dict[Estimator, Callable[[LoggedList], tuple[float, float]]] = {
        "by order": _by_order,
        "by place": _by_place,
    }
    shown = np.array([float(len({*one.shown} & one.outcome)) for one in lists])
    return {
        name: _estimate(np.array([weigh(one) for one in lists]), shown, group, resampling)
        for name, weigh in of.items()
    }


def _by_order(one: LoggedList) -> tuple[float, float]:
    """Weight, and weight by outcome."""
    if one.shown != one.wanted:
        return 0.0, 0.0
    weight = 1 / one.order_propensity
    return weight, weight * len({*one.shown} & one.outcome)


def _by_place(one: LoggedList) -> tuple[float, float]:
    """Mean weight of the places, and the sum of weight by outcome."""
    weights = [
        (item == wanted) / propensity
        for item, wanted, propensity in zip(
            one.shown, one.wanted, one.place_propensities, strict=True
        )
    ]
    reacted = sum(
        weight for weight, item in zip(weights, one.shown, strict=True) if item in one.outcome
    )
    return sum(weights) / len(weights), reacted


def _estimate(
    weighed: Floats, shown: Floats, group: NDArray[np.int64], resampling: Resampling
) -> Estimate:
    """From (n, 2) weights and weighted outcomes, and (n,) outcomes."""
    weight, reacted = weighed[:, 0], weighed[:, 1]

    def snips(of: Floats) -> float:
        together = float(of @ weight)
        return float(of @ reacted) / together if together else float("nan")

    def mean(values: Floats) -> Callable[[Floats], float]:
        return lambda of: float(of @ values / of.sum())

    ips, as_shown = mean(reacted), mean(shown)
    intervals = group_intervals(
        group,
        resampling,
        {
            "ips": ips,
            "snips": snips,
            "shown": as_shown,
            "gain": lambda of: snips(of) - as_shown(of),
        },
    )
    each = np.ones(len(shown))
    squares = float(weight @ weight)
    effective = float(weight.sum()) ** 2 / squares if squares else 0.0
    mean_weight = float(weight.mean())
    error = float(weight.std()) / np.sqrt(len(weight))
    found = None if not squares else snips(each)
    return Estimate(
        ips=ips(each),
        ips_interval=intervals["ips"],
        snips=found,
        snips_interval=intervals["snips"],
        shown=as_shown(each),
        shown_interval=intervals["shown"],
        gain=None if found is None else found - as_shown(each),
        gain_interval=intervals["gain"],
        effective=effective,
        mean_weight=mean_weight,
        enough=effective >= FEWEST_EFFECTIVE,
        propensities_fit=bool(abs(mean_weight - 1) <= _FAR * error) if squares else False,
    )
