"""What exposed shoppers did afterwards: purchases and what they spent.

::

    exposure               10:00
    purchases      9:30          10:00      10:40     12:00
                  before      the same time   counts    counts
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_event import ShoppingEvent
from models.recommendations.evaluation.experiments.exposures import Exposed
from models.recommendations.evaluation.experiments.people import People


@dataclass(slots=True)
class Spent:
    """What a shopper bought since the exposure.

    Attributes:
        purchases: how many.
        base_minor: of those with a price and a rate, in minor units of the base currency.
        other_minor: of those without a rate, by their currency.
    """

    purchases: int = 0
    base_minor: int = 0
    other_minor: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Outcomes:
    """What all of them did.

    Attributes:
        spent: by shopper; who bought nothing is not among them.
        before: purchases of exposed shoppers that came before their exposure, or with it.
        unpriced: purchases that count and have no price.
        unrated: purchases that count and have no rate, by currency.
    """

    spent: dict[str, Spent] = field(default_factory=dict)
    before: int = 0
    unpriced: int = 0
    unrated: Counter[str] = field(default_factory=Counter)


def outcomes(
    events: Iterable[ShoppingEvent], exposed: Mapping[str, Exposed], people: People
) -> Outcomes:
    """The purchases of exposed shoppers.

    Args:
        events: as the decoder gives them, in any order; a repeated one counts once.
        exposed: by the key of the shopper that stays.
        people: who belongs together.
    """
    found = Outcomes()
    seen: set[tuple[str, str]] = set()
    for event in events:
        if event.event_type != "purchase":
            continue
        key = shopper_key(event.user_id, event.session_id)
        shopper = people.of(key)
        exposure = exposed.get(shopper)
        if exposure is None or (key, event.event_id) in seen:
            continue
        seen.add((key, event.event_id))
        if event.event_time_ms <= exposure.first_ms:
            found.before += 1
        else:
            _add(found, shopper, event)
    return found


def _add(found: Outcomes, shopper: str, event: ShoppingEvent) -> None:
    spent = found.spent.setdefault(shopper, Spent())
    spent.purchases += 1
    if event.price_base_minor is not None:
        spent.base_minor += event.price_base_minor
    elif event.price_minor is not None and event.currency is not None:
        spent.other_minor[event.currency] += event.price_minor
        found.unrated[event.currency] += 1
    else:
        found.unpriced += 1
