"""Whether the job decides as was said on request: each difference is counted and can be read.

::

    answer --waits--> the job's decision of the same id --compared--> agree, or differ: what, why
                |  none comes             ^             |  by other rules, model or definitions
                +--> unmatched, a while   |             +--> other versions: nothing to compare
                     later                +-- or the other way round: a job may be faster

While other rules or another model are brought out, one of the two has them earlier: that is no
difference of how they decide.
"""

from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from time import time
from typing import Final

import msgspec
from msgspec import Struct

from events.fraud.decision import Decision
from events.shared.json_records import encode
from serving.fraud.activity.latencies import Latencies
from serving.fraud.answer import Answer

MOST_WAITING: Final = 10_000
"""Answers that wait for the job's decision: twenty seconds of 500 a second, some 30 MB."""

_MOST_LISTED: Final = 1_000
_MOST_KEPT: Final = 2_000
"""Answers that the job has decided, too, to be looked at beside its decisions."""

_MOST_EARLY: Final = 1_000
"""Decisions that nobody has asked about yet: two seconds of 500 a second, some 5 MB."""

_COMPARED: Final = (
    "action",
    "score",
    "tier",
    "rule_hits",
    "features",
    "late",
    "incomplete",
    "model",
    "ruleset",
    "definitions",
)


_VERSIONS: Final = ("model", "ruleset", "definitions")

_Of = tuple[str, str]
"""Id of a decision, and the merchant: another's payment may have the same card, transaction and
time, and then its id."""


class Difference(Struct, frozen=True):
    """A decision of the job that is not what was said.

    Attributes:
        decision_id: of both.
        merchant_id: of the payment.
        event_time_ms: likewise.
        said: the action that was said.
        decided: the action of the job.
        fields: what differs, a feature by its name.
        shortfalls: that were declared with the answer.
    """

    decision_id: str
    merchant_id: str
    event_time_ms: int
    said: str
    decided: str
    fields: tuple[str, ...]
    shortfalls: tuple[str, ...]


class Agreement:
    """Compares answers with the job's decisions.

    Args:
        most_waiting: answers that wait for the job's decision; the oldest go unmatched.
        most_listed: differences that are kept, the latest.
        now_s: seconds since the epoch.
        on_difference: told of each, with the answer and what the job decided.
    """

    def __init__(
        self,
        most_waiting: int = MOST_WAITING,
        most_listed: int = _MOST_LISTED,
        now_s: Callable[[], float] = time,
        on_difference: Callable[[Answer, Decision], None] | None = None,
    ) -> None:
        self.latencies = Latencies()
        self._now_s, self._on_difference = now_s, on_difference
        # Encoded: as objects they would take several times as much.
        self._waiting: OrderedDict[_Of, bytes] = OrderedDict()
        self._most_waiting = most_waiting
        self._compared: OrderedDict[_Of, bytes] = OrderedDict()
        # As objects, for they are there already: most are of payments that nobody asks about.
        self._early: OrderedDict[_Of, Decision] = OrderedDict()
        self._differences: deque[Difference] = deque(maxlen=most_listed)
        self._decode = msgspec.json.Decoder(Answer).decode
        self.counts: Counter[str] = Counter(agree=0, differ=0, other_versions=0, unmatched=0)

    def answered(self, answer: Answer) -> None:
        """An answer was given."""
        self.latencies.add(int(self._now_s()), sum(answer.decision.stage_us.values()))
        of = _of(answer.decision)
        early = self._early.pop(of, None)
        if early is not None:
            self._compare(encode(answer), early)
            return
        self._waiting[of] = encode(answer)
        if len(self._waiting) > self._most_waiting:
            self._waiting.popitem(last=False)
            self.counts["unmatched"] += 1

    def taken_back(self, decision_id: str, merchant_id: str) -> None:
        """An answer was not given after all."""
        self._waiting.pop((decision_id, merchant_id), None)

    def decided(self, decision: Decision) -> None:
        """The job has decided; one that nobody asked about waits a little for its answer."""
        of = _of(decision)
        said = self._waiting.pop(of, None)
        if said is not None:
            self._compare(said, decision)
            return
        self._early[of] = decision
        if len(self._early) > _MOST_EARLY:
            self._early.popitem(last=False)

    def _compare(self, said: bytes, decision: Decision) -> None:
        self._compared[_of(decision)] = said
        if len(self._compared) > _MOST_KEPT:
            self._compared.popitem(last=False)
        answer = self._decode(said)
        if not of_same_versions(answer.decision, decision):
            self.counts["other_versions"] += 1
            return
        fields = differing(answer.decision, decision)
        self.counts["differ" if fields else "agree"] += 1
        if fields:
            if self._on_difference is not None:
                self._on_difference(answer, decision)
            self._differences.append(
                Difference(
                    decision.decision_id,
                    decision.merchant_id,
                    decision.event_time_ms,
                    answer.decision.action,
                    decision.action,
                    fields,
                    answer.shortfalls,
                )
            )

    def answer_to(self, decision_id: str, merchant_id: str) -> Answer | None:
        """What was said about a payment of a merchant; None if nobody asked, or long ago."""
        of = (decision_id, merchant_id)
        said = self._waiting.get(of) or self._compared.get(of)
        return None if said is None else self._decode(said)

    @property
    def waiting(self) -> int:
        """Number of answers that the job has not decided yet."""
        return len(self._waiting)

    def differences(self) -> list[Difference]:
        """The latest differences, the newest first."""
        return list(reversed(self._differences))


def _of(decision: Decision) -> _Of:
    return decision.decision_id, decision.merchant_id


def of_same_versions(said: Decision, decided: Decision) -> bool:
    """Whether two decisions were made by the same rules, model and definitions."""
    return all(getattr(said, name) == getattr(decided, name) for name in _VERSIONS)


def differing(said: Decision, decided: Decision) -> tuple[str, ...]:
    """Names of what differs between two decisions of one payment; a feature by its own name."""
    fields = [name for name in _COMPARED if getattr(said, name) != getattr(decided, name)]
    if "features" in fields:
        fields.remove("features")
        names = sorted(said.features.keys() | decided.features.keys())
        fields += [name for name in names if said.features.get(name) != decided.features.get(name)]
    return tuple(fields)
