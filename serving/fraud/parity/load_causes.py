"""Why decisions on request differ from the job's, as far as it can be seen beside them.

::

    difference --its answer said that it might------------------> its shortfall
               --its answer knew of a payment of its key that the
                 job had after it, or not of one before it:
                    the job had that before it was asked about -> job_was_ahead
                    else it was asked about in another order ---> other_order
               --else-------------------------------------------> unexplained

What an answer knows of is what the images of its keys had as they were read, and what was asked
about, or passed over, before it. Whether it is late goes by all payments, not by those of its keys.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from events.fraud.decision import decision_id
from events.fraud.payment import Payment
from online_store.mirrored_states import Key
from serving.fraud.agreement import Difference
from serving.fraud.parity.load_log import Answered, LoadLog
from serving.fraud.parity.load_plan import LoadPlan
from serving.fraud.payment_scorer import KeyOfPayment

JOB_WAS_AHEAD: Final = "job_was_ahead"
OTHER_ORDER: Final = "other_order"
UNEXPLAINED: Final = "unexplained"


class LoadCauses:
    """Finds the causes in one run.

    Args:
        plan: of the requests.
        log: of the run.
        keys_of: the keys of a payment.
    """

    def __init__(
        self,
        plan: LoadPlan,
        log: LoadLog,
        keys_of: Callable[[Payment], Iterable[KeyOfPayment]],
    ) -> None:
        self._plan, self._log = plan, log
        self._at_key: defaultdict[Key, list[str]] = defaultdict(list)
        self._keys: dict[str, tuple[Key, ...]] = {}
        self._times_ms: dict[str, int] = {}
        for one in plan.paced:
            if one.payment is not None:
                own = decision_id(one.payment)
                self._times_ms[own] = one.payment.event_time_ms
                self._keys[own] = tuple((key.name, key.key) for key in keys_of(one.payment))
                for key in self._keys[own]:
                    self._at_key[key].append(own)

    def of(self, difference: Difference) -> str:
        """The cause of a difference on a payment of the plan."""
        own = difference.decision_id
        if difference.shortfalls:
            return difference.shortfalls[0]
        if own not in self._keys:
            return UNEXPLAINED  # It comes again, later than a repeated one is known for.
        found = set(self._at_keys(own))
        if "late" in difference.fields:
            found |= set(self._of_the_clock(own))
        for cause in (JOB_WAS_AHEAD, OTHER_ORDER):
            if cause in found:
                return cause
        return UNEXPLAINED

    def near(self, decided: str, most: int) -> list[tuple[Key, str]]:
        """The payments of each key that come nearest to one in the stream, and the key."""
        places = self._plan.places
        found = [
            (abs(places[other] - places[decided]), key, other)
            for key in self._keys.get(decided, ())
            for other in self._at_key[key]
            if other != decided
        ]
        return [(key, other) for _, key, other in sorted(found)[:most]]

    def _at_keys(self, own: str) -> Iterator[str]:
        answered = self._log.answer_of(own)
        for key in self._keys[own]:
            for other in self._at_key[key]:
                had = answered.had(key, other)
                knew = had or (other != own and self._knew(answered, other))
                if knew != self._is_before(other, own):
                    never = self._log.noted(other) is None
                    yield JOB_WAS_AHEAD if had or never else OTHER_ORDER

    def _of_the_clock(self, own: str) -> Iterator[str]:
        """Newer payments, whoever's: they move the clock that one is late by."""
        answered, own_ms = self._log.answer_of(own), self._times_ms[own]
        for other, time_ms in self._times_ms.items():
            if time_ms > own_ms and self._knew(answered, other) != self._is_before(other, own):
                yield OTHER_ORDER

    def _knew(self, answered: Answered, other: str) -> bool:
        """Whether a payment was known to be on its way before an answer."""
        noted = self._log.noted(other)
        return noted is not None and noted < answered.place

    def _is_before(self, one: str, other: str) -> bool:
        """Whether the job has one before the other."""
        return self._plan.places[one] < self._plan.places[other]
