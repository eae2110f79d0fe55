"""The recommendation job beside a plain loop on the same shop, and how soon a list can be read.

::

    shop --> loop, job in a MiniCluster --> rate, CPU; lists and features equal, or it fails

    due ------> left the schedule ------> read ------> list made ------> read in the store
       |------------------------------- latency ----------------------------------|
"""

import os
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, Final

import msgspec

from bench.engines.read_lists import NOTIFYING, lists_seen
from bench.engines.schedule import Schedule, Step
from bench.forms import Form
from bench.latency import told
from bench.outcome import Outcome, outcome_of
from bench.process_tree import run_watched
from bench.saturation import TIMEOUT_S, UnequalOutputError, remove, say
from bench.steady import Steady, steady_part
from jobs.recommendations.job import RECOMMENDATIONS
from jobs.recommendations.settings import load_settings
from servers.valkey import valkey_server
from simulator.shoppers.disturbance_settings import Disturbances
from simulator.shoppers.files import Places, write_shop
from simulator.shoppers.settings import ShoppingScenario
from simulator.shoppers.shop import shop_of
from simulator.shoppers.visits import visits_in_order

RATES_PER_S: Final = (200, 300, 500)
"""Of the last one it is asked that lists can be read within 250 ms."""
LOOP: Final = Form("loop", "plain Python loop", "shopping_loop")
JOB: Final = Form(
    "minicluster",
    "job, MiniCluster",
    "local_job",
    ("--system", "recommendations", "--set", "items.uri=inline"),
)
ON_ONE_CORE: Final = Form(
    "one_core", "job, MiniCluster, all on one core", JOB.engine, (*JOB.arguments, "--one-core")
)
"""As much as a KPU has: what capacity is planned by."""

FORMS: Final = (LOOP, JOB, ON_ONE_CORE)
OUTPUTS: Final = ("lists", "features")

_DISTURBANCES: Final = Disturbances(
    out_of_order_rate=0.02, duplicate_rate=0, late_rate=0, malformed_rate=0
)
_SETTLING_S: Final = 5.0
_QUIET: Final = Step(120, 10)
"""Between the warm-up and the rate, while what the warm-up left in the buffers is worked off."""


def write_events(folder: Path, events: int) -> Path:
    """The stream of both forms, its items inline: so many events of a shop of 28 days."""
    scenario = ShoppingScenario(events=events, items=2_000, accounts=2_000)
    shop = shop_of(scenario)
    places = Places(events=folder / "events.jsonl", items=folder / "items.jsonl")
    write_shop(shop, visits_in_order(shop), _DISTURBANCES, places)
    given = {"source.uri": f"file:{places.events}", "items.uri": f"file:{places.items}"}
    merged = RECOMMENDATIONS.prepare(load_settings({}, given), folder)
    return Path(str(merged.source_uri).removeprefix("file:"))


def saturate(events: int, folder: Path) -> dict[str, Any]:
    """Rate, CPU and memory of each form flat out.

    Args:
        events: in the stream.
        folder: for the stream and the results.

    Raises:
        ProgramFailedError: a form failed.
        UnequalOutputError: the job has another output than the loop.
    """
    source = write_events(folder, events)
    steady: dict[str, Steady] = {}
    outcomes: dict[str, dict[str, Outcome]] = {}
    for form in FORMS:
        say(f"recommendations: {form.title}")
        results = folder / form.name
        command, log = form.command(source, results), results.with_suffix(".log")
        ran = run_watched(command, log, form.environment(None), TIMEOUT_S)
        outcomes[form.name] = {name: outcome_of(results / f"{name}.jsonl") for name in OUTPUTS}
        remove(results)
        steady[form.name] = steady_part(ran, events)
    for name in OUTPUTS:
        loop = outcomes[LOOP.name][name]
        for form in FORMS:
            made = outcomes[form.name][name]
            if made.digest != loop.digest:
                raise UnequalOutputError(
                    f"recommendations, {form.title}: of its {name} the loop has"
                    f" {made.share_in(loop):.1%}"
                )
    return {
        "events": events,
        "lists": outcomes[LOOP.name]["lists"].records,
        "load_average": round(os.getloadavg()[0], 1),
        "digests": {name: one.digest for name, one in outcomes[LOOP.name].items()},
        "forms": {name: asdict(one) for name, one in steady.items()},
    }


def latency(rate_per_s: int, warm_up: int, seconds: float, folder: Path) -> Mapping[str, Any]:
    """Milliseconds from when an event was due to when its list was read, at a rate.

    Args:
        rate_per_s: records a second.
        warm_up: records sent flat out before.
        seconds: of the rate.
        folder: for the stream and the results.

    Raises:
        ProgramFailedError: the job failed.
    """
    step = Step(round(rate_per_s * seconds), rate_per_s)
    source = write_events(folder, warm_up + _QUIET.payments + step.payments)
    with source.open("rb") as lines:
        records = sum(1 for _ in lines)
    schedule = Schedule(records - _QUIET.payments - step.payments, (_QUIET, step))
    say(f"recommendations: latency of lists at {rate_per_s} records/s")
    results, lags = folder / f"latency-{rate_per_s}", folder / f"lags-{rate_per_s}"
    with valkey_server(config=NOTIFYING) as server, lists_seen(server.url) as seen:
        paced = ("--schedule", schedule.written(), "--lags", str(lags))
        stored = ("--set", f"store.url={server.url}")
        command = JOB.command(source, results, (*paced, *stored))
        run_watched(command, results.with_suffix(".log"), JOB.environment(None), TIMEOUT_S)
    with (results / "lists.jsonl").open("rb") as lines:
        made = {one["event_id"]: one["list_id"] for one in map(msgspec.json.decode, lines)}
    remove(results)
    due_s = zip(_event_ids(source)[schedule.warm_up :], _due_s(schedule, lags), strict=True)
    measured = dict(islice(due_s, _QUIET.payments, None))
    return {"per_s": rate_per_s, **figures(measured, made, seen)}


def figures(
    due_s: Mapping[str, float], made: Mapping[str, str], seen: Mapping[str, float]
) -> Mapping[str, Any]:
    """Mean and percentiles, and of how many lists.

    Args:
        due_s: when each event was due, by its id, in that order.
        made: id of the list of an event.
        seen: when each list was first read.
    """
    begin_s = min(due_s.values()) + _SETTLING_S
    asked = {made[one]: at_s for one, at_s in due_s.items() if one in made and at_s >= begin_s}
    found = [1_000 * (seen[one] - at_s) for one, at_s in asked.items() if one in seen]
    return {
        "load_average": round(os.getloadavg()[0], 1),
        "lists": len(asked),
        "seen_share": round(len(found) / len(asked), 4),
        **told(found),
    }


def _event_ids(source: Path) -> Sequence[str]:
    """Of each record; of one of the catalogue, which makes no list, empty."""
    with source.open("rb") as lines:
        return [msgspec.json.decode(line[1:]).get("event_id", "") for line in lines]


def _due_s(schedule: Schedule, lags: Path) -> Sequence[float]:
    """When each record of the steps was due, on the monotonic clock."""
    (began_s,) = array("d", lags.with_suffix(".began").read_bytes())
    return [began_s + due_s for due_s in schedule.due_s()]
