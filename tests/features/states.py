"""States of cards and merchants under the shipped definitions, and names for their values."""

from collections.abc import Iterable
from functools import cache

from features.fraud.catalogue import FEATURE_NAMES, SHIPPED
from features.fraud.payment_plan import key_states, payment_plan
from features.shared.limits import HistoryLimits
from features.shared.state.key_state import KeyState, KeyStates


@cache
def shipped_states(limits: HistoryLimits) -> dict[str, KeyStates]:
    """The states of each hop, by its name."""
    plan = payment_plan(SHIPPED, limits, FEATURE_NAMES)
    return {states.hop.name: states for states in key_states(plan, limits)}


class KeyOf:
    """The keys of one hop."""

    def __init__(self, hop: str) -> None:
        self.hop = hop

    def of(self, limits: HistoryLimits) -> KeyStates:
        """What all of them have in common."""
        return shipped_states(limits)[self.hop]

    def empty(self, limits: HistoryLimits) -> KeyState:
        """One without history."""
        return self.of(limits).empty()

    def from_log(self, log: Iterable[bytes], limits: HistoryLimits) -> KeyState:
        """The one that a log holds."""
        return self.of(limits).from_log(log)

    def features(self, values: tuple[object, ...]) -> dict[str, object]:
        """The values by name."""
        names = self.of(HistoryLimits()).hop.names
        return dict(zip(names, values, strict=True))


CARD = KeyOf("card")
MERCHANT = KeyOf("merchant")
