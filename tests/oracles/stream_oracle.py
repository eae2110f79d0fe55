"""All features of all payments of a stream without late ones or duplicates, naively."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from events.fraud.payment import Payment
from tests.oracles.features_oracle import card_values, merchant_values, payment_values


def naive_values(payments: Iterable[Payment]) -> Iterator[tuple[object, ...]]:
    """Values of each payment, by the oracle over all payments of its card and its merchant."""
    cards: defaultdict[str, list[Payment]] = defaultdict(list)
    merchants: defaultdict[str, list[Payment]] = defaultdict(list)
    for p in payments:
        cards[p.card_id].append(p)
        merchants[p.merchant_id].append(p)
        yield (
            *payment_values(p),
            *card_values(p, cards[p.card_id]),
            *merchant_values(p, merchants[p.merchant_id]),
        )
