"""The states of a payment's keys as far as they are to be had, each with what it falls short of.

::

    image --rebuilt--> state --payments on their way--> state that the job will have
    no image, no features -------------> an empty state: the key is new
    no image, or none to be used ------> values that the store has of the payment before
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from events.fraud.payment import Payment
from events.shared.feature_value import FeatureValue, WrittenValue
from events.shared.state_image import StateImage
from features.fraud.passage import TakesPayments
from features.shared.limits import HistoryLimits
from features.shared.plan.hop_plan import HopPlan
from features.shared.state.key_state import KeyOutcome, KeyState, KeyStates
from features.shared.state.recent_events import Recent
from features.shared.state.state_log import StateFormatError
from serving.fraud.answer import Shortfall
from serving.fraud.pending import OnTheirWay, Pending

_NOTHING_KNOWN: Final = Recent(0, ())
_DAMAGED: Final = "damaged"

HAD_BEFORE: Final = "had_before"
"""The shortfall of a key whose state has the payment that is asked about."""


class StoredValues:
    """What stands for a state that is not to be had: values as of the payment before.

    Args:
        hop: of the key.
        values: by the name of the feature; what lacks is missing.
        limits: of the history.
        is_had: whether the payment is known to be a duplicate.
    """

    def __init__(
        self,
        hop: HopPlan,
        values: Mapping[str, WrittenValue],
        limits: HistoryLimits,
        *,
        is_had: bool = False,
    ) -> None:
        self._values: tuple[FeatureValue, ...] = tuple(
            value if isinstance(value, int | float) else None
            for value in map(values.get, hop.names)
        )
        self._lateness_ms = limits.allowed_lateness_ms
        self._is_had = is_had

    def add(self, event: Payment, watermark_ms: int, *, late: bool | None = None) -> KeyOutcome:
        """The values, whatever the payment."""
        if late is None:
            late = event.event_time_ms < watermark_ms - self._lateness_ms
        if late:
            return KeyOutcome("late", (), b"")
        if self._is_had:
            return KeyOutcome("duplicate", (), b"")
        return KeyOutcome("accepted", self._values, b"")


class Watermarks(NamedTuple):
    """How far the job is.

    Attributes:
        now_ms: its watermark, as the store was told.
        then_ms: what it will be when the job has the payment: those asked about before move it.
    """

    now_ms: int
    then_ms: int


class KeyPicture(Struct, frozen=True):
    """What a decision on request goes by at one key.

    Attributes:
        state: rebuilt, or what stands for it.
        seen: of the payments on their way, those that the state has had, from the oldest one on.
        shortfalls: why it may differ from the job's; none where it is the job's.
    """

    state: TakesPayments
    seen: Sequence[Pending] = ()
    shortfalls: tuple[Shortfall, ...] = ()


class Pictures:
    """Makes the pictures of the keys of one hop.

    Args:
        states: of the hop.
        definitions: sha256 of the definitions in force.
        out_of_orderness_ms: bound of the job's watermark.
    """

    def __init__(self, states: KeyStates, definitions: str, out_of_orderness_ms: int) -> None:
        self._states, self._definitions = states, definitions
        self._out_of_orderness_ms = out_of_orderness_ms
        limits = states.limits
        remembers = states.hop.first and limits.dedup_window_ms
        kept_ms = limits.dedup_window_ms + limits.allowed_lateness_ms
        self._remembered_ms = kept_ms if remembers else None

    def of(
        self,
        image: StateImage | None,
        pending: OnTheirWay,
        stored: Mapping[str, WrittenValue] | None,
        watermarks: Watermarks,
        *,
        is_damaged: bool = False,
    ) -> KeyPicture:
        """The picture of a key.

        Args:
            image: that the store has of its state.
            pending: payments on their way to it.
            stored: features that the store has of it; None where it has none.
            watermarks: of the job.
            is_damaged: whether the store has an image that nobody can read.
        """
        watermark_ms, payments = watermarks.then_ms, pending.payments
        if image is None and stored is None and not is_damaged:
            state = self._with(self._states.empty(), payments, watermark_ms)
            return KeyPicture(state, (), _shortfalls(None, pending, ()))
        rebuilt, shortfall = (None, _DAMAGED) if is_damaged else self._rebuilt(image)
        recent = _NOTHING_KNOWN if image is None else Recent(image.since_ms, image.marks)
        marks = frozenset(recent.marks)
        unseen = [
            one
            for one in payments
            if one.mark not in marks and not self._may_have_had(one, recent.since_ms, watermarks)
        ]
        seen = _before(unseen, payments)
        shortfalls = _shortfalls(shortfall, pending, seen)
        has_own = pending.own_mark in marks
        if rebuilt is None:
            is_had = has_own and self._remembered_ms is not None
            hop, limits = self._states.hop, self._states.limits
            stand_in = StoredValues(hop, stored or {}, limits, is_had=is_had)
            return KeyPicture(stand_in, seen, shortfalls)
        if has_own:
            # The first key knows it for a duplicate; its image may come after those of the others.
            shortfalls = (*shortfalls, HAD_BEFORE)
        return KeyPicture(self._with(rebuilt, unseen, watermark_ms), seen, shortfalls)

    def _may_have_had(self, one: Pending, since_ms: int, watermarks: Watermarks) -> bool:
        """Whether the state has had a payment that is none of those known to be in it.

        One that was sent before anything is known has most likely passed: to count it twice would
        be as wrong as to leave it out, and it is the rarer case.
        """
        kept_ms = self._remembered_ms
        if kept_ms is not None and watermarks.then_ms <= one.payment.event_time_ms + kept_ms:
            # The state itself would still know it for a duplicate.
            return False
        if one.payment.event_time_ms > watermarks.now_ms + self._out_of_orderness_ms:
            # The job has had nothing as new: it has been down, or is far behind.
            return False
        return one.sent_ms < since_ms

    def _rebuilt(self, image: StateImage | None) -> tuple[KeyState | None, Shortfall | None]:
        if image is None:
            return None, "no_state"
        if image.image is None:
            return None, "state_too_large"
        try:
            state = self._states.from_log([image.image])
        except StateFormatError:
            return None, _DAMAGED
        return state, None if image.definitions == self._definitions else "other_definitions"

    def _with(self, state: KeyState, pending: Iterable[Pending], watermark_ms: int) -> KeyState:
        """The state with the payments on their way."""
        for one in pending:
            # As if late: it is taken in all the same, and nobody asks for its values.
            state.add(one.payment, watermark_ms, late=True)
        return state


def _shortfalls(
    of_state: Shortfall | None, pending: OnTheirWay, seen: Sequence[Pending]
) -> tuple[Shortfall, ...]:
    """What a key falls short of: its state, and what is on its way to it."""
    found: list[Shortfall] = [] if of_state is None else [of_state]
    if pending.are_damaged and of_state != _DAMAGED:
        found.append(_DAMAGED)
    # Where the state has had the oldest of them, it has had those that came before them.
    if pending.are_more and not seen:
        found.append("too_many_on_their_way")
    return tuple(found)


def _before(unseen: Sequence[Pending], pending: Sequence[Pending]) -> Sequence[Pending]:
    """Those that were asked about before the first one that the state has not had."""
    return pending[: pending.index(unseen[0])] if unseen else pending
