"""A few shoppers: what they did, what they get and why."""

from collections.abc import Iterable, Sequence
from typing import Final

from demo.recommendations.exhibits import ShownShopper, Step
from demo.recommendations.plan import K
from demo.recommendations.store_census import is_stored, key_of
from demo.shared.shown_values import instant
from events.recommendations.recommendation_list import RecommendedItem
from events.shared.time_units import DAY_S
from reporting.blocks import cell, code, facts, section, table
from reporting.markup import element, text
from reporting.wording import NOTHING, amount, spoken

_TITLE: Final = "What shoppers get, and why"
_ABOUT: Final = (
    "Each list as it was read back from the store. Every item says where it comes from and why it"
    " is there; the list's record says by which model, rules and definitions."
)
_LISTED: Final = 10


def shoppers_section(shoppers: Sequence[ShownShopper]) -> str:
    """The section; one sentence where nobody has a list."""
    if not shoppers:
        return section(_TITLE, "No shopper is shown: no visit is long enough.")
    return section(_TITLE, _ABOUT, *map(_shopper, shoppers))


def _shopper(shopper: ShownShopper) -> str:
    stored = shopper.stored
    items = shopper.made.items if stored is None else stored.items
    return element(
        "div",
        element("h3", text(shopper.title)),
        facts(_about(shopper)),
        table(("When", "Did", "With", "In the list before"), map(_step, shopper.steps), texts=3),
        table(
            ("Gets", "Score", "From", "Why"),
            _items(items[:_LISTED]),
            texts=1,
        ),
    )


def _about(shopper: ShownShopper) -> list[tuple[str, str]]:
    visit, made, stored = shopper.visit, shopper.made, shopper.stored
    likes = ", ".join(visit.tastes[:3]) or "nothing in particular"
    ranker = "none: items by their rough score"
    if made.ranker is not None:
        ranker = f"{made.ranker.name} {made.ranker.version}"
    told = [
        ("Key", code(key_of(shopper.key))),
        ("In truth", text(f"a {visit.behaviour}; likes {likes}")),
        ("Ordered by", text(ranker)),
        ("Rules that applied", text(", ".join(made.rules) or "none")),
        ("Compared", _verdict(shopper)),
    ]
    if stored is not None:
        days = stored.ttl_s / DAY_S
        told.insert(1, ("As of", text(instant(stored.event_time_ms))))
        told.append(("Forgotten in", text(f"{days:.0f} days without another list")))
    return told


def _verdict(shopper: ShownShopper) -> str:
    if is_stored(shopper.made, shopper.stored):
        return cell("the list in the store is the one that the job made last", class_="met")
    return cell("the store has another list, or none", class_="unmet")


def _step(step: Step) -> list[str]:
    event = step.moment.event
    price, currency = event.price_minor, event.currency
    paid = "" if price is None or currency is None else amount(price, currency)
    below = ", ".join(part for part in (event.category, paid) if part)
    place = f"place {step.place} of {K}" if step.place else NOTHING
    return [
        text(instant(event.event_time_ms)),
        text(event.event_type),
        cell(event.item_id, below),
        text(place),
    ]


def _items(items: Iterable[RecommendedItem]) -> Iterable[list[str]]:
    for number, item in enumerate(items, start=1):
        yield [
            text(f"{number}. {item.item_id}"),
            text(f"{item.score:.3f}"),
            text(spoken(item.source)),
            text(item.reason),
        ]
