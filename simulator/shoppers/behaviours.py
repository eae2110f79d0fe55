"""How people behave in a visit: what they look at next, and what comes of it.

::

    browser    A  B  C  C  D  E ...      wanders from one item to one like it
    comparer   A  B  A  C  B  A ...      goes back and forth
    hunter     A  cart  purchase         knows what it came for
"""

from dataclasses import dataclass
from itertools import accumulate
from typing import Final, Literal

BehaviourName = Literal["browser", "comparer", "hunter", "bot"]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One way to behave; the seven steps are shares of what is looked at next, 1 together.

    Attributes:
        name: of the behaviour.
        share: of the visits by people.
        again: the same item.
        back: the item before.
        earlier: any item of the visit.
        alike: one like this item, or like the first of the visit.
        companion: one that goes with this item.
        category: one in demand in the same category.
        elsewhere: one as at the start of a visit.
        median_views: of a visit.
        views_spread: of the logarithm of the views.
        median_gap_ms: between two views.
        cart_rate: of the views, those after which the item is put into the cart.
        companion_rate: of the carts, those after which what goes with the item is, too.
        purchase_rate: of the visits with a cart, those that end with a purchase.
    """

    name: BehaviourName
    share: float
    again: float
    back: float
    earlier: float
    alike: float
    companion: float
    category: float
    elsewhere: float
    median_views: float
    views_spread: float
    median_gap_ms: float
    cart_rate: float
    companion_rate: float
    purchase_rate: float

    @property
    def steps(self) -> tuple[float, ...]:
        """The shares of the seven steps, summed up."""
        steps = (self.again, self.back, self.earlier, self.alike, self.companion, self.category)
        return tuple(accumulate(steps))


BEHAVIOURS: Final = (
    Behaviour(
        name="browser",
        share=0.5,
        again=0.07,
        back=0.12,
        earlier=0.08,
        alike=0.5,
        companion=0.05,
        category=0.1,
        elsewhere=0.08,
        median_views=3.0,
        views_spread=0.85,
        median_gap_ms=28_000,
        cart_rate=0.03,
        companion_rate=0.25,
        purchase_rate=0.3,
    ),
    Behaviour(
        name="comparer",
        share=0.25,
        again=0.09,
        back=0.28,
        earlier=0.16,
        alike=0.39,
        companion=0.02,
        category=0.05,
        elsewhere=0.01,
        median_views=5.0,
        views_spread=0.7,
        median_gap_ms=18_000,
        cart_rate=0.04,
        companion_rate=0.2,
        purchase_rate=0.4,
    ),
    Behaviour(
        name="hunter",
        share=0.25,
        again=0.2,
        back=0.06,
        earlier=0.04,
        alike=0.5,
        companion=0.1,
        category=0.08,
        elsewhere=0.02,
        median_views=1.4,
        views_spread=0.5,
        median_gap_ms=12_000,
        cart_rate=0.45,
        companion_rate=0.35,
        purchase_rate=0.7,
    ),
)
"""What people do; a bot does nothing of it."""
