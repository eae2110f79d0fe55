"""What a list is learned from is what was known at its event, whatever comes after."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations.definitions import DEFAULT, load_definitions
from features.recommendations.listing import Listing
from features.recommendations.record_files import Record, RecordCounts, RecordReader
from models.recommendations.gathering import candidates_of
from models.recommendations.inputs import matrix
from models.recommendations.training import history
from models.recommendations.training.history import ListHistory
from models.recommendations.training.lists import Inputs
from models.recommendations.training.pairs import Pair, Pairing
from tests.jobs.recommendations.shop import shop_files
from tests.models.recommendations.training.histories import PLAN, a_replayer, histories

NOW_MS = 2_000_000_000_000
Known = tuple[tuple[str, ...], Inputs]
"""Candidates and their inputs."""


def known(listing: Listing) -> Known:
    candidates = candidates_of(listing.session, listing.leaders, len(PLAN.item_names))
    return tuple(candidates.item_ids), matrix(listing.session, candidates, listing.values)


def learned(records: Sequence[Record]) -> dict[str, Known]:
    """What each list is learned from, computed when its next item has come, by event."""
    following = ListHistory(a_replayer())
    pairs = (following.feed(record) for record in records)
    return {pair.event.event_id: known(pair.known) for pair in pairs if pair is not None}


def differing(one: dict[str, Known], other: dict[str, Known]) -> list[str]:
    return [
        event_id
        for event_id in one.keys() & other.keys()
        if one[event_id][0] != other[event_id][0]
        or not np.array_equal(one[event_id][1], other[event_id][1])
    ]


def known_at(records: Sequence[Record]) -> dict[str, Known]:
    """What is known at each event, computed at once from a history that ends with it."""
    found = {}
    for place, record in enumerate(records):
        if isinstance(record, ShoppingEvent):
            replayer = a_replayer()
            following = ListHistory(replayer)
            for before in records[:place]:
                following.feed(before)
            listing = replayer.feed(record).listing
            if listing is not None:
                found[record.event_id] = known(listing)
    return found


@given(histories(most=25))
@settings(max_examples=40)
def test_inputs_are_those_of_a_history_that_ends_with_the_event(records: list[Record]) -> None:
    assert differing(learned(records), known_at(records)) == []


@given(histories(), histories("other"))
@settings(max_examples=60)
def test_no_other_future_changes_what_was_learned(
    records: list[Record], others: list[Record]
) -> None:
    cut = len(records) // 2
    before = {getattr(record, "event_id", "") for record in records[:cut]}
    one, other = learned(records), learned([*records[:cut], *others])
    assert [event_id for event_id in differing(one, other) if event_id in before] == []


@pytest.fixture(scope="module")
def disturbed(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    """A shop with late, repeated, shuffled and broken records."""
    shop = shop_files(tmp_path_factory.mktemp("shop"), events=500)
    reader = RecordReader(load_definitions(DEFAULT), NOW_MS)
    raw = [record.raw for record in shop.records]
    return list(reader.read(raw, shop.items, RecordCounts()))


def test_a_disturbed_shop_cut_anywhere_teaches_the_same(disturbed: list[Record]) -> None:
    whole = learned(disturbed)
    assert len(whole) > 150
    for cut in range(len(disturbed) // 2, len(disturbed), 90):
        parts = learned(disturbed[:cut])
        assert differing(parts, whole) == []
        assert len(parts) > 5


def test_a_list_made_from_states_of_later_is_caught(
    disturbed: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = learned(disturbed)

    class Hasty(Pairing[Any]):
        """Takes the listing of the next event for that of the one before."""

        def take(self, shopper_id: str, event: Any, session: Any, known: Any) -> Any:  # noqa: ANN401 - as there
            pair = super().take(shopper_id, event, session, known)
            return None if pair is None else Pair(shopper_id, pair.event, known, event)

    monkeypatch.setattr(history, "Pairing", Hasty)
    assert len(differing(learned(disturbed), whole)) > 100
