"""Why decisions on request differ from the job's, as far as it can be seen beside them.

::

    difference --its answer said that it might----------------> its shortfall
               --asked about before a payment of its key that
                 the job had before it, or after one after it-> other_order
               --else-----------------------------------------> unexplained
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from events.fraud.decision import decision_id
from events.fraud.payment import Payment
from serving.fraud.agreement import Difference
from serving.fraud.parity.load_plan import LoadPlan
from serving.fraud.payment_scorer import KeyOfPayment

OTHER_ORDER: Final = "other_order"
UNEXPLAINED: Final = "unexplained"


def causes_of(
    differences: Sequence[Difference],
    plan: LoadPlan,
    order: Mapping[str, int],
    keys_of: Callable[[Payment], Iterable[KeyOfPayment]],
) -> dict[str, int]:
    """Number of differences by their cause, the most frequent first.

    Args:
        differences: of decisions on payments of the plan.
        plan: of the requests.
        order: in which payments were asked about, by the id of their decision.
        keys_of: the keys of a payment.
    """
    at_key: defaultdict[KeyOfPayment, list[str]] = defaultdict(list)
    keys: dict[str, tuple[KeyOfPayment, ...]] = {}
    for one in plan.paced:
        if one.payment is not None and differences:
            of_decision = decision_id(one.payment)
            keys[of_decision] = tuple(keys_of(one.payment))
            for key in keys[of_decision]:
                at_key[key].append(of_decision)
    found: Counter[str] = Counter()
    for difference in differences:
        if difference.shortfalls:
            found[difference.shortfalls[0]] += 1
            continue
        own = difference.decision_id
        swapped = any(
            _before(own, other, order) != _before(own, other, plan.places)
            for key in keys[own]
            for other in at_key[key]
            if other != own
        )
        found[OTHER_ORDER if swapped else UNEXPLAINED] += 1
    return dict(found.most_common())


def _before(one: str, other: str, at: Mapping[str, int]) -> bool:
    """Whether one comes before another, which may not come at all."""
    return other not in at or at[one] < at[other]
