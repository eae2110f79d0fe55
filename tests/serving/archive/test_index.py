"""How long a page takes tells nothing of what its reader may not see: it is not even looked at."""

from itertools import product
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from events.fraud.decision import Action
from serving.fraud.archive.archived import DecisionQuery
from serving.fraud.archive.entry import Entry
from serving.fraud.archive.index import Index
from serving.fraud.archive.packing import Packed

CARDS = ("c-1", "c-2")
MERCHANTS = ("m-1", "m-2", "m-3")
ACTIONS: tuple[Action, ...] = get_args(Action)
READERS = (None, frozenset[str](), frozenset({"m-1"}), frozenset({"m-2", "m-3", "m-without-any"}))


def _indexed(decided: list[tuple[str, str, Action]], forgotten: int) -> tuple[Index, list[Entry]]:
    index, entries = Index(), list[Entry]()
    for position, (card_id, merchant_id, action) in enumerate(decided):
        packed = Packed(b"", b"")
        entry = Entry(position, f"{position:032x}", card_id, merchant_id, action, 0, packed)
        index.add(entry)
        entries.append(entry)
    for entry in entries[:forgotten]:
        index.forget(entry)
    return index, entries[forgotten:]


@given(
    decided=st.lists(
        st.tuples(st.sampled_from(CARDS), st.sampled_from(MERCHANTS), st.sampled_from(ACTIONS)),
        min_size=1,
        max_size=30,
    ),
    forgotten=st.integers(0, 10),
    below=st.integers(1, 31),
)
def test_only_what_meets_the_query_and_may_be_seen_is_looked_at(
    decided: list[tuple[str, str, Action]], forgotten: int, below: int
) -> None:
    index, kept = _indexed(decided, forgotten)
    # Each one: of drawn ones few would meet what is kept.
    for card, merchant, action, merchants in product(
        (None, *CARDS, "c-without-any"), (None, *MERCHANTS), (None, *ACTIONS), READERS
    ):
        query = DecisionQuery(card_id=card, merchant_id=merchant, action=action)
        found = index.newest_first(query, merchants, below)
        if (card, merchant, action, merchants) == (None, None, None, None):
            assert found is None
            continue
        expected = [
            one.position
            for one in kept
            if card in (None, one.card_id)
            and merchant in (None, one.merchant_id)
            and action in (None, one.action)
            and (merchants is None or one.merchant_id in merchants)
            and one.position < below
        ]
        assert found is not None
        assert list(found) == expected[::-1]
