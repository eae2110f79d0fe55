"""A replayer that says which sessions the system learns from, when it does."""

from collections.abc import Callable

from features.recommendations.lessons import SessionItem
from features.recommendations.limits import RecommendationLimits
from features.recommendations.replayer import Replayer
from features.recommendations.shopping_plan import ShoppingPlan


class HeardReplayer(Replayer):
    """A replayer.

    Args:
        plan: of the declared features.
        limits: of what is kept.
        out_of_orderness_ms: see `Watermark`.
        hear: told of the items of each session that has ended.
    """

    def __init__(
        self,
        plan: ShoppingPlan,
        limits: RecommendationLimits,
        out_of_orderness_ms: int,
        hear: Callable[[list[str]], None],
    ) -> None:
        super().__init__(plan, limits, out_of_orderness_ms)
        self._hear = hear

    def learn(self, session: list[SessionItem], time_ms: int) -> None:
        """Takes in what a session says, and passes it on."""
        super().learn(session, time_ms)
        self._hear([one.item_id for one in session])
