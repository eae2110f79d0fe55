"""The differences beside a running job one by one, with what traces them."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import Struct

from events.fraud.decision import Decision
from serving.fraud.agreement import Difference
from serving.fraud.parity.load_causes import LoadCauses
from serving.fraud.parity.load_log import LoadLog
from serving.fraud.parity.load_plan import LoadPlan

MOST_OF_A_CAUSE: Final = 20
_MOST_NEAR: Final = 8


class TwoValues(Struct, frozen=True):
    """What was said of a field, and what the job decided."""

    said: object
    decided: object


class NearPayment(Struct, frozen=True):
    """A payment of the same key.

    Attributes:
        decision_id: of its decision.
        hop: that it shares a key of.
        place: among the records at the rate, from 1 on.
        event: as `asked_as` of the difference; None where it was never known to be on its way.
        in_image: whether the state that was read of the key had it.
    """

    decision_id: str
    hop: str
    place: int
    event: int | None
    in_image: bool


class ListedDifference(Struct, frozen=True):
    """A decision of the job that is not what was said.

    Attributes:
        cause: see `serving.fraud.parity.load_causes`.
        decision_id: of both decisions.
        transaction_id: of the payment.
        card_id: likewise.
        merchant_id: likewise.
        event_time_ms: likewise.
        place: among the records at the rate, from 1 on.
        asked_as: among all that was asked about or passed over, from 1 on.
        fields: what differs, by name.
        asked_at_ms: when it was answered, milliseconds since the epoch.
        decided_at_ms: when the job's decision was read, likewise.
        basis: of the answer.
        shortfalls: that it told.
        mirror_lag_ms: how far the store was behind then.
        near: the payments of its keys that come nearest to it.
    """

    cause: str
    decision_id: str
    transaction_id: str
    card_id: str
    merchant_id: str
    event_time_ms: int
    place: int
    asked_as: int
    fields: dict[str, TwoValues]
    asked_at_ms: int
    decided_at_ms: int
    basis: str
    shortfalls: tuple[str, ...]
    mirror_lag_ms: int | None
    near: list[NearPayment]


def listed(
    caused: Sequence[tuple[str, Difference]], causes: LoadCauses, plan: LoadPlan, log: LoadLog
) -> list[ListedDifference]:
    """The first differences of each cause, in the order of the stream.

    Args:
        caused: the differences, each with its cause, in any order.
        causes: of the run; they know what is near to each.
        plan: of the requests.
        log: of the run.
    """
    found: list[ListedDifference] = []
    counted: Counter[str] = Counter()
    for cause, one in sorted(caused, key=lambda pair: plan.places.get(pair[1].decision_id, 0)):
        counted[cause] += 1
        if counted[cause] <= MOST_OF_A_CAUSE:
            found.append(_listed(one, cause, causes, plan, log))
    return found


def _listed(
    difference: Difference, cause: str, causes: LoadCauses, plan: LoadPlan, log: LoadLog
) -> ListedDifference:
    own = difference.decision_id
    pair, answered = log.pairs[own], log.answer_of(own)
    near = [
        NearPayment(other, key[0], plan.places[other], log.noted(other), answered.had(key, other))
        for key, other in causes.near(own, _MOST_NEAR)
    ]
    said, decided = pair.answer.decision, pair.decision
    return ListedDifference(
        cause=cause,
        decision_id=own,
        transaction_id=decided.transaction_id,
        card_id=decided.card_id,
        merchant_id=decided.merchant_id,
        event_time_ms=decided.event_time_ms,
        place=plan.places.get(own, 0),
        asked_as=answered.place,
        fields={
            name: TwoValues(_value(said, name), _value(decided, name)) for name in difference.fields
        },
        asked_at_ms=answered.at_ms,
        decided_at_ms=pair.decided_ms,
        basis=pair.answer.basis,
        shortfalls=difference.shortfalls,
        mirror_lag_ms=pair.answer.mirror_lag_ms,
        near=near,
    )


def _value(decision: Decision, name: str) -> object:
    """The value of a field, or of a feature; None where there is none."""
    value = getattr(decision, name, decision.features.get(name))
    return None if value is msgspec.UNSET else value
