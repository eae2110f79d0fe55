"""Sessions on a ring of items, of which a ranker can learn something."""

from collections.abc import Sequence
from random import Random

from datasets.sessions.next_item_queries import Query


def walks(count: int, seed: int) -> list[tuple[str, ...]]:
    """Sessions on a ring of items: two steps on, and back to where they were."""
    random = Random(seed)
    found = []
    for _ in range(count):
        here = random.randrange(30)
        items = [here]
        for _ in range(random.randint(2, 5)):
            back = len(items) > 1 and random.random() < 0.4
            items.append(items[-2] if back else (items[-1] + random.choice((1, 2))) % 30)
        found.append(tuple(f"item-{one}" for one in items))
    return found


def queries_of(sessions: Sequence[tuple[str, ...]]) -> list[Query]:
    """Each beginning of each session, and what came next."""
    return [
        Query(f"{number}/{end}", items[:end], items[end])
        for number, items in enumerate(sessions)
        for end in range(1, len(items))
    ]
