"""The recommendation job over real shopping: features against the naive oracle, lists replayed.

One run has both: the whole year of some customers of Online Retail, then OTTO's sessions, mixed up
within a day. REVSTREAM_RETAIL_EVERY=1 takes all customers, a matter of an hour; of those the first
`MOST_FOR_THE_ORACLE` records are compared with the oracle, and all with the replayer.
"""

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from datasets.arrival import shuffled
from datasets.own.wire_file import write_lines
from datasets.shopping.otto_sessions import load_otto
from datasets.shopping.shopping_history import ShoppingHistory
from events.recommendations.codec import EventDecoder
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.json_records import encode
from features.recommendations.definitions import DEFAULT, load_definitions
from features.recommendations.limits import RecommendationLimits
from features.recommendations.wire_contract import shopping_contract
from tests.jobs.recommendations.expected import NOW_MS, Expected, expected
from tests.jobs.recommendations.outputs import ShopOutputs, run_on_files
from tests.oracles.recommendations import NaiveShoppingFeatures

pytestmark = pytest.mark.timeout(3_600)

EVERY = int(os.environ.get("REVSTREAM_RETAIL_EVERY", "120"))
MOST_FOR_THE_ORACLE = 20_000


@dataclass(frozen=True)
class Run:
    """What went in, what came out, and what should."""

    records: list[bytes]
    outputs: ShopOutputs
    expected: Expected


@pytest.fixture(scope="module")
def run(
    retail_shopping: ShoppingHistory, otto_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Run:
    users = {event.user_id for event in retail_shopping.events if event.user_id is not None}
    chosen = set(sorted(users)[::EVERY])
    sold = [event for event in retail_shopping.events if event.user_id in chosen]
    events = shuffled([*sold, *load_otto(otto_file).events], seed=7)
    records = [encode(event) for event in events]
    items = [encode(item) for item in retail_shopping.items]
    folder = tmp_path_factory.mktemp("shopping")
    source, catalogue = folder / "events.jsonl", folder / "items.jsonl"
    write_lines(records, source)
    write_lines(items, catalogue)
    outputs = run_on_files(source, f"file:{catalogue}", folder / "out")
    return Run(records, outputs, expected(records, items))


def test_every_event_is_accepted_and_accounted_for(run: Run) -> None:
    assert run.expected.kinds == {"accepted": len(run.records)}
    assert run.outputs.summary.accepted == run.outputs.summary.accounted == len(run.records) > 2_500


def test_every_list_and_every_feature_is_the_replayers(run: Run) -> None:
    assert len(run.expected.lists) > len(run.records) // 2
    assert run.outputs.listed == run.expected.lists
    assert run.outputs.features == run.expected.features


def _is_close(value: float | None, naive: float | None) -> bool:
    if value is None or naive is None:
        return value is naive
    return value == pytest.approx(naive, rel=1e-9)


def test_every_feature_of_every_event_is_the_naive_oracles(run: Run) -> None:
    definitions = load_definitions(DEFAULT)
    decode = EventDecoder(contract=shopping_contract(definitions)).decode
    oracle = NaiveShoppingFeatures(definitions, RecommendationLimits())
    updates = iter(run.outputs.features)
    compared, mismatches = Counter[str](), Counter[str]()
    judged = run.records[:MOST_FOR_THE_ORACLE]
    for raw in judged:
        event = decode(raw, NOW_MS)
        assert isinstance(event, ShoppingEvent)
        naive = oracle.feed(event)["values"]
        for _ in range(2):
            for name, value in next(updates)["values"].items():
                compared[name] += 1
                mismatches[name] += not _is_close(value, naive[name])
    assert (next(updates, None) is None) == (len(judged) == len(run.records))
    assert set(compared.values()) == {len(judged)}
    assert len(compared) > 20
    assert mismatches.total() == 0
