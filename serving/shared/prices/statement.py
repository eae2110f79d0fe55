"""What a tenant owes for a month, line by line.

All in whole minor units. The scores of a tier times its price of 1,000 are divided by 1,000 once, a
half rounded up, and the total is the sum of the lines: who adds up what is printed gets what is
printed.
"""

from collections.abc import Iterator
from typing import Final, Literal

from msgspec import Struct

from online_store.month import Month
from serving.shared.prices.plan import Plan, Prices

SETTLED_AFTER_MS: Final = 86_400_000
"""How long after its end a month may still change: what was owed to the store comes late."""

_THOUSAND: Final = 1_000


class StatementLine(Struct, frozen=True):
    """A line.

    Attributes:
        what: the month itself, the scores that it pays for, or those of a tier.
        first: number of the first score of the month that the line is for; None for the month.
        last: number of the last; None for the month.
        scores: how many.
        per_1000_minor: price of 1,000; None for the month and what it pays for.
        amount_minor: what the line costs.
    """

    what: Literal["month", "included", "tier"]
    first: int | None
    last: int | None
    scores: int
    per_1000_minor: int | None
    amount_minor: int


class Statement(Struct, frozen=True, kw_only=True):
    """A statement.

    Attributes:
        tenant: whose.
        month: such as `2026-11`, in UTC.
        state: open while the month goes on and a day longer, then closed.
        scores: decisions that were answered, each id once.
        plan: name of the plan; None where the tenant has none, and so nothing to pay.
        currency: ISO 4217 code of the amounts; None without a plan.
        lines: what it is made of.
        total_minor: the sum of the lines.
        prices: SHA-256 of the file of prices, in hex digits; None without a plan.
    """

    tenant: str
    month: str
    state: Literal["open", "closed"]
    scores: int
    plan: str | None
    currency: str | None
    lines: tuple[StatementLine, ...]
    total_minor: int
    prices: str | None


def statement_of(prices: Prices, tenant: str, month: Month, scores: int, now_ms: int) -> Statement:
    """The statement of a tenant that has used so many scores."""
    plan = prices.plan_of(tenant)
    lines = () if plan is None else tuple(lines_of(plan, scores))
    return Statement(
        tenant=tenant,
        month=month.text,
        state="closed" if now_ms >= month.ends_ms + SETTLED_AFTER_MS else "open",
        scores=scores,
        plan=None if plan is None else plan.name,
        currency=None if plan is None else prices.currency,
        lines=lines,
        total_minor=sum(line.amount_minor for line in lines),
        prices=None if plan is None else prices.sha256,
    )


def lines_of(plan: Plan, scores: int) -> Iterator[StatementLine]:
    """The lines of a plan for so many scores; a tier that was not reached has none."""
    yield StatementLine("month", None, None, 0, None, plan.monthly_minor)
    included = min(scores, plan.included)
    if included:
        yield StatementLine("included", 1, included, included, None, 0)
    reached = plan.included
    for tier in plan.tiers:
        last = scores if tier.up_to is None else min(scores, tier.up_to)
        if last <= reached:
            return
        cost = (last - reached) * tier.per_1000_minor
        amount = (cost + _THOUSAND // 2) // _THOUSAND
        yield StatementLine("tier", reached + 1, last, last - reached, tier.per_1000_minor, amount)
        reached = last
