"""The job's code without the engine, writing states to a real store: what the scorer is held to.

::

    payment, label --> states of all keys --> decision
                            +--> images, features --> store, at once or some payments later
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from events.fraud.decision import Decision, payment_mark
from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.feature_update import FeatureUpdate
from events.shared.feature_value import FeatureValue
from features.fraud.replayer import Replayer
from features.shared.limits import HistoryLimits
from jobs.fraud.decided_by import DecidedBy
from online_store.writer import FeatureStoreWriter
from udfs.fraud.feature_updates import EntityUpdates, entities_written
from udfs.shared.state_mirror import ClockMirror, StateMirror, epoch_us


class JobStandIn:
    """One job with one subtask, whose store is some payments behind.

    Args:
        by: what it decides by.
        limits: of every key's history.
        writer: to the store.
        most_items: see `StateMirror`.
        behind: payments that the store does not have yet; 0: it has all.
        clock_us: microseconds since the epoch.
    """

    def __init__(  # noqa: PLR0913 - what a job is
        self,
        by: DecidedBy,
        limits: HistoryLimits,
        writer: FeatureStoreWriter,
        *,
        most_items: int,
        behind: int = 0,
        clock_us: Callable[[], int] = epoch_us,
    ) -> None:
        plan = by.load_plan()
        self._replayer = Replayer(limits, plan=plan)
        self._decider = by.load_decider(plan)
        self._mirrors = tuple(
            StateMirror(plan, place, most_items, clock_us) for place in range(len(plan.hops))
        )
        self._clock = ClockMirror(clock_us, every_us=0)
        self._updates = [EntityUpdates(plan, one) for one in entities_written(plan)]
        self._writer, self._behind = writer, behind
        self._unwritten: deque[Sequence[FeatureUpdate]] = deque()

    def take(self, payment: Payment) -> Decision | None:
        """The decision of a payment; None of a duplicate, and of what has no rate."""
        watermark_ms = self._replayer.watermark_ms
        passed = self._replayer.feed(payment)
        if passed.kind in {"duplicate", "dead_letter"}:
            return None
        late = passed.kind == "late"
        verdict = self._decider.judge(payment, passed.values, late=late)
        decision = self._decider.decision(
            payment, passed.values, verdict, {}, late=late, incomplete=passed.incomplete
        )
        updates = list(self._states(payment, watermark_ms))
        if not late:
            updates += self._features(payment, passed.values)
        self._write(updates)
        return decision

    def take_label(self, label: Label) -> None:
        """A label, for the keys that it names."""
        watermark_ms = self._replayer.watermark_ms
        if not self._replayer.feed_label(label):
            return
        self._write(
            [
                self._mirrors[place].update(key, state, watermark_ms)
                for place, key, state in self._replayer.states_of_label(label)
            ]
        )

    def finish(self) -> None:
        """Bring to the store what it does not have yet."""
        while self._unwritten:
            self._writer.write(self._unwritten.popleft())

    def _states(self, payment: Payment, watermark_ms: int) -> Iterator[FeatureUpdate]:
        mark = payment_mark(payment)
        for place, key, state in self._replayer.states_of(payment):
            yield self._mirrors[place].update(key, state, watermark_ms, mark)
        # Of the payments to come: the engine tells it with the next one.
        clock = self._clock.update(self._replayer.watermark_ms)
        if clock is not None:
            yield clock

    def _features(self, payment: Payment, values: Sequence[FeatureValue]) -> list[FeatureUpdate]:
        updates = (one.update(payment, values) for one in self._updates)
        return [one for one in updates if one is not None]

    def _write(self, updates: Sequence[FeatureUpdate]) -> None:
        self._unwritten.append(updates)
        while len(self._unwritten) > self._behind:
            self._writer.write(self._unwritten.popleft())
