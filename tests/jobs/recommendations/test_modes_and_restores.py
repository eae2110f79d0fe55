"""The same lists and features however the job is run: by process, without cache, after a stop."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from msgspec import structs
from py4j.protocol import Py4JJavaError

from events.recommendations.codec import EventDecoder
from events.shared.rejected import Fault
from jobs.recommendations import topology
from jobs.recommendations.job import RECOMMENDATIONS
from jobs.recommendations.outputs import OUTPUTS
from jobs.recommendations.settings import RecommendationSettings, load_settings
from jobs.shared import preflight, results
from jobs.shared.environment import create_environment, rest_options
from jobs.shared.locations import flink_path
from jobs.shared.progress import read_progress
from jobs.shared.state_lock.graph import operator_id
from jobs.shared.state_lock.lock import State
from machine.ports import free_ports
from tests.jobs.outputs import Record, read_json_lines
from tests.jobs.recommendations.expected import NOW_MS, Expected, expected, listed
from tests.jobs.recommendations.outputs import ShopOutputs, run_on_files
from tests.jobs.recommendations.shop import ShopFiles, shop_files
from tests.jobs.state_lock.committed import OF_RECOMMENDATIONS, committed
from tests.jobs.state_lock.savepoint import read_savepoint

pytestmark = pytest.mark.timeout(600)

OWN = """\
version: 1
extends: shipped
fields: {position: {type: integer}}
entities: {visit: session_id, shelf: category}
features:
  - {name: item_shown_first, of: item, count: , where: position == 1, over: 24h, description: So.}
  - {name: visit_events, of: visit, count: , over: 1h, description: Events of the session.}
  - {name: visit_items, of: visit, distinct: item_id, over: 1h, description: Items of it.}
  - {name: shelf_events, of: shelf, count: , over: 1h, description: Events of the category.}
"""
_TIMEOUT_S = 240.0
STAGES = (topology.ENTRY_UID, topology.ITEM_UID, topology.NEIGHBOUR_UID, topology.SHOPPER_UID)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ShopFiles:
    return shop_files(tmp_path_factory.mktemp("small-shop"), events=1_000)


@pytest.fixture(scope="module")
def made(shop: ShopFiles) -> Expected:
    return expected((record.raw for record in shop.records), shop.items)


def run_of(shop: ShopFiles, folder: Path, **properties: str) -> ShopOutputs:
    return run_on_files(shop.events, f"file:{shop.catalogue}", folder, **properties)


def is_expected(outputs: ShopOutputs, made: Expected) -> bool:
    assert len(made.features) > 2_000
    assert len(made.lists) > 300
    return (outputs.features, outputs.listed) == (made.features, made.lists)


def test_process_mode_computes_the_same_features_and_nearly_the_same_lists(
    shop: ShopFiles, tmp_path: Path
) -> None:
    # In a longer bundle all records meet the watermark of its beginning, and what is late is a
    # matter of time. What a timer gives comes with the bundle after it: a session teaches later.
    records = shop.records[:400]
    made = expected((record.raw for record in records), shop.items)
    fewer = tmp_path / "events.jsonl"
    fewer.write_bytes(b"".join(record.raw + b"\n" for record in records))
    given = _given(replace(shop, events=fewer), tmp_path, **{"job.execution_mode": "process"})
    with running(given, tmp_path, {"python.fn-execution.bundle.size": "1"}) as (client, _):
        client.get_job_execution_result().result()
    found = _joined(tmp_path / "out")
    assert found["features"] == made.features
    assert len(found["late"]) == made.kinds["late"]
    same = {*map(listed, found["lists"])} & {*made.lists}
    assert len(same) > 0.95 * len(made.lists) > 100


def test_a_state_cache_too_small_for_one_key_changes_nothing(
    shop: ShopFiles, made: Expected, tmp_path: Path
) -> None:
    assert is_expected(run_of(shop, tmp_path / "out", state__cache_mib="0"), made)


def test_own_entities_are_hops_whose_features_are_the_replayers(
    shop: ShopFiles, tmp_path: Path
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN)
    made = expected((record.raw for record in shop.records), shop.items, str(own))
    outputs = run_of(shop, tmp_path / "out", features__definitions=str(own))
    assert is_expected(outputs, made)
    names = {name for one in outputs.features for name in one["values"]}
    assert {"visit_events", "visit_items", "shelf_events", "item_shown_first"} <= names
    assert any(one["values"].get("item_shown_first") for one in outputs.features)
    assert outputs.summary.events_in == outputs.summary.accounted == len(shop.records)
    stages = {name for one in outputs.lists for name in one["stage_us"]}
    assert {"session_features", "category_features"} <= stages


def test_a_job_that_was_stopped_with_a_savepoint_goes_on_as_if_it_had_not(
    shop: ShopFiles, made: Expected, tmp_path: Path
) -> None:
    settings = _given(shop, tmp_path)
    slow = replace(settings, source_rate_per_s=50)
    with running(slow, tmp_path) as (client, rest_url):
        _wait_for(rest_url, client, accepted=150)
        savepoint = client.stop_with_savepoint(False, flink_path(tmp_path / "saved")).result()  # noqa: FBT003 - of PyFlink
    restored = {"execution.state-recovery.path": str(savepoint)}
    with running(settings, tmp_path, restored) as (client, _):
        client.get_job_execution_result().result()
    assert _keyed_states(str(savepoint)) == _locked_states()
    lines = [len(read_json_lines(part)) for part in (tmp_path / "out").rglob("part-*")]
    assert len(lines) > len(OUTPUTS)
    found = _joined(tmp_path / "out")
    assert len(found["lists"]) == len(made.lists) > 300
    assert list(map(listed, found["lists"])) == made.lists
    assert found["features"] == made.features
    assert len(found["rejected"]) == len(made.rejected) + 2


def test_after_a_history_lists_and_features_are_those_of_a_job_that_never_stopped(
    shop: ShopFiles, tmp_path: Path
) -> None:
    lines = [record.raw for record in shop.records]
    seam = len(lines) * 3 // 5
    history, live = tmp_path / "history.jsonl", tmp_path / "live.jsonl"
    history.write_bytes(b"\n".join(lines[:seam]))
    live.write_bytes(b"\n".join(lines[seam:]))
    before = expected(in_order(lines[:seam]), shop.items)
    # The catalogue of a history is read whole, before the first record after it.
    made = expected([*in_order(lines[:seam]), *lines[seam:]], shop.items, items_by=seam)
    outputs = run_on_files(
        live,
        "none",
        tmp_path / "out",
        source__history=f"file:{history}",
        items__history=f"file:{shop.catalogue}",
    )
    assert len(made.lists) > len(before.lists) + 100
    assert outputs.listed == made.lists[len(before.lists) :]
    assert outputs.features == made.features[len(before.features) :]
    counted = outputs.summary.history
    assert counted is not None
    assert counted.decided == before.kinds["accepted"]
    assert counted.rejected == len(before.rejected) + 2


def in_order(lines: list[bytes]) -> list[bytes]:
    """The lines by event time; what is no event stays behind the line before it."""
    decode, last_ms, timed = EventDecoder().decode, 0, []
    for line in lines:
        record = decode(line, NOW_MS)
        last_ms = last_ms if isinstance(record, Fault) else record.event_time_ms
        timed.append((last_ms, line))
    return [line for _, line in sorted(timed, key=itemgetter(0))]


def _keyed_states(savepoint: str) -> dict[str, dict[str, State]]:
    """The states of the stages in a savepoint, by the id of the operator."""
    of_stages = {operator_id(uid) for uid in STAGES}
    saved = read_savepoint(savepoint, of_files=True)
    return {name: one.states for name, one in saved.items() if name in of_stages}


def _locked_states() -> dict[str, dict[str, State]]:
    """The same as the lock has them."""
    lock = committed(OF_RECOMMENDATIONS)
    return {
        one.operator_id: {state.name: structs.replace(state, content=None) for state in one.states}
        for one in lock.operators
        if one.uid in STAGES
    }


def _given(shop: ShopFiles, folder: Path, **properties: str) -> RecommendationSettings:
    """Settings of a run whose input is in the form that the job reads."""
    places = {"source.uri": f"file:{shop.events}", "items.uri": f"file:{shop.catalogue}"}
    given = load_settings({}, {**places, "sink.uri": f"file:{folder / 'out'}", **properties})
    return RECOMMENDATIONS.prepare(given, folder)


def _joined(folder: Path) -> dict[str, list[Record]]:
    """The records of each result file."""
    results.join(folder, OUTPUTS)
    return {name: read_json_lines(folder / f"{name}.jsonl") for name in OUTPUTS}


@contextmanager
def running(
    settings: RecommendationSettings, folder: Path, extra: Mapping[str, str] = {}
) -> Iterator[tuple[Any, str]]:
    """The job on a MiniCluster with the address of its REST interface, cancelled at the end."""
    preflight.prepare_jvm()
    (port,) = free_ports(1)
    env, tables = create_environment(settings, folder, {**rest_options(port), **extra})
    RECOMMENDATIONS.build(env, tables, settings)
    client = env.execute_async(settings.job_name)
    try:
        yield client, f"http://127.0.0.1:{port}"
    finally:
        with suppress(Py4JJavaError):  # it may have ended, and its cluster be gone
            client.cancel().result()


def _wait_for(rest_url: str, client: Any, accepted: int) -> None:  # noqa: ANN401 - of PyFlink
    deadline_s = monotonic() + _TIMEOUT_S
    while monotonic() < deadline_s:
        seen = read_progress(rest_url, str(client.get_job_id()), RECOMMENDATIONS.watched)
        if seen is not None and seen.records_decided >= accepted:
            return
        sleep(0.2)
    pytest.fail(f"no {accepted} events were accepted within {_TIMEOUT_S:.0f} s")
