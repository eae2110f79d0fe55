"""One simulated shop and its shoppers, described by numbers alone."""

from dataclasses import dataclass
from typing import Final

from simulator.expectations import require
from simulator.rhythm import START_MS, Span
from simulator.shoppers.assortment import ASSORTMENT

EARLIEST_START_MS: Final = 1_000_000_000_000
"""September 2001: an earlier start is more likely a number of seconds."""

_SHARES: Final = (
    "account_share",
    "later_login_share",
    "second_id_share",
    "without_session_id_share",
    "returning_guest_share",
    "new_item_share",
    "out_of_stock_share",
    "price_change_share",
    "described_share",
    "list_share",
    "hide_share",
)
_MOST_BOTS: Final = 0.5
_MOST: Final = 10_000_000
"""Items and accounts are drawn as arrays, in memory."""
_MOST_EVENTS: Final = 1_000_000_000
_MOST_DAYS: Final = 3_650


@dataclass(frozen=True, slots=True)
class ShoppingScenario:
    """What to simulate; every share is 0 to 1.

    Attributes:
        seed: of all randomness, 0 or more.
        events: number of shopping events, those of bots included; links come on top.
        days: length in days.
        items: number of items that the shop has sold by the end, at least one a category.
        categories: number of categories, the first ones of `assortment.ASSORTMENT`.
        accounts: number of shoppers with an account.
        account_share: of the visits, those by shoppers with an account.
        later_login_share: of these, the ones that begin without the account; a link follows.
        second_id_share: of the accounts, those that have two user ids until a link joins them.
        without_session_id_share: of the accounts, those whose events have no session id.
        returning_guest_share: of visits without account, those by somebody seen not long ago.
        new_item_share: of the items, those that come into the shop during the days.
        out_of_stock_share: of the items, those that are out of stock for some days.
        price_change_share: of the items, those that have another price for some days or for good.
        described_share: of the events, those that say category and price.
        list_share: of the views, those after which a list of items is shown: impressions.
        hide_share: of the lists, those of which one item is hidden.
        bot_share: of the events, those by bots, 0 to 0.5.
        start_ms: time of the first instant, epoch ms.

    Raises:
        ValueError: naming every field that is out of its range.
    """

    seed: int = 7
    events: int = 20_000
    days: int = 28
    items: int = 800
    categories: int = 16
    accounts: int = 500
    account_share: float = 0.6
    later_login_share: float = 0.1
    second_id_share: float = 0.06
    without_session_id_share: float = 0.2
    returning_guest_share: float = 0.12
    new_item_share: float = 0.25
    out_of_stock_share: float = 0.12
    price_change_share: float = 0.2
    described_share: float = 0.7
    list_share: float = 0.03
    hide_share: float = 0.08
    bot_share: float = 0.02
    start_ms: int = START_MS

    def __post_init__(self) -> None:
        """Reports all faults at once."""
        most = len(ASSORTMENT)
        require(
            self,
            (
                ("seed", self.seed >= 0, "0 or more"),
                ("events", 1 <= self.events <= _MOST_EVENTS, f"1 to {_MOST_EVENTS}"),
                ("days", 1 <= self.days <= _MOST_DAYS, f"1 to {_MOST_DAYS}"),
                (
                    "items",
                    max(1, self.categories) <= self.items <= _MOST,
                    f"one or more a category, {_MOST} at most",
                ),
                ("categories", 1 <= self.categories <= most, f"1 to {most}"),
                ("accounts", 0 <= self.accounts <= _MOST, f"0 to {_MOST}"),
                *((name, 0 <= getattr(self, name) <= 1, "0 to 1") for name in _SHARES),
                ("bot_share", 0 <= self.bot_share <= _MOST_BOTS, f"0 to {_MOST_BOTS}"),
                ("start_ms", self.start_ms >= EARLIEST_START_MS, f"{EARLIEST_START_MS} or more"),
            ),
        )

    @property
    def span(self) -> Span:
        """The simulated days."""
        return Span(self.start_ms, self.days)


LARGE: Final = ShoppingScenario(
    events=300_000, days=56, items=6_000, categories=len(ASSORTMENT), accounts=6_000
)
"""Enough to judge a recommender by; the defaults of `ShoppingScenario` are of a size to look at."""
