"""A store that is away while every id has an update, and comes back: what the backlog costs.

store away: an update of each id, flat out --> store back: the backlog drains, new updates go on

python -m bench.store_outage [--ids N] [--json]
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from py4j.protocol import Py4JJavaError
from pyflink.common import JobClient, JobStatus, Types, WatermarkStrategy
from pyflink.datastream.connectors.number_seq import NumberSequenceSource
from redis import Redis

from bench.saturation import say
from bench.store_outage_stages import Feed, MeasuredStoreStage
from jobs.fraud.settings import load_settings
from jobs.shared import preflight
from jobs.shared.environment import create_environment, rest_options
from jobs.shared.in_jvm import keyed_by_first
from machine.ports import free_ports
from online_store.connection import StoreSettings, connect
from servers.valkey import ValkeyServer
from udfs.shared.store_stage import StoreStageSettings

_BATCH: Final = 15
_BATCH_EVERY_S: Final = 0.0125
"""All updates of 579 payments a second, 1,158, in batches of the size they have in one bucket."""

_LONGEST_S: Final = 300.0
_BATCHES_AFTER: Final = 1_000_000
_OVER: Final = (JobStatus.FAILED, JobStatus.FINISHED)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ids", type=int, default=200_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(options.ids, Path(folder))
    print(json.dumps(figures) if options.json else _table(figures))


def measure(ids: int, folder: Path) -> dict[str, float]:
    """All figures of one outage."""
    preflight.prepare_jvm()
    store = ValkeyServer(folder)
    figures = folder / "figures.json"
    job = _started(ids, store.url, figures, folder)
    try:
        say(f"store away, an update of each of {ids} ids")
        _until(lambda: _read(figures).get("updates", 0) >= ids, job)
        away = _read(figures)
        say("store back")
        store.start()
        with connect(StoreSettings(store.url)) as client:
            drained_s = _until(lambda: _size(client) >= ids, job)
        return _figures(away, _read(figures), drained_s)
    finally:
        with suppress(Py4JJavaError):  # it may have failed, and its cluster be gone
            job.cancel().result()
        store.kill()


def _started(ids: int, url: str, figures: Path, folder: Path) -> JobClient:
    (port,) = free_ports(1)
    payments = folder / "none.jsonl"
    payments.touch()
    settings = load_settings({}, {"source.uri": f"file:{payments}", "sink.uri": f"file:{folder}"})
    env, _ = create_environment(settings, folder, rest_options(port))
    source = NumberSequenceSource(0, ids // _BATCH + _BATCHES_AFTER)
    numbers = env.from_source(source, WatermarkStrategy.no_watermarks(), "numbers", Types.LONG())
    row = Types.ROW([Types.STRING(), Types.STRING()])
    batches = numbers.map(Feed(ids, _BATCH, _BATCH_EVERY_S), output_type=row)
    stage = MeasuredStoreStage(
        StoreStageSettings(StoreSettings(url), ttl_s=86_400, one_core=False), figures
    )
    keyed_by_first(batches).process(stage, output_type=Types.STRING())
    return env.execute_async("store-outage")


def _figures(
    away: Mapping[str, float], drained: Mapping[str, float], drained_s: float
) -> dict[str, float]:
    return {
        "updates": away["updates"],
        "state_characters_a_batch": away["batch_state_characters_sum"] / away["batches"],
        "state_characters_of_a_batch_at_most": away["batch_state_characters_max"],
        "state_characters_of_a_timer_at_most": drained["timer_state_characters_max"],
        "batch_away_mean_ms": away["batch_s_sum"] / away["batches"] * 1_000,
        "batch_at_most_ms": drained["batch_s_max"] * 1_000,
        "timer_at_most_ms": drained["timer_s_max"] * 1_000,
        "write_at_most_ms": drained["write_s_max"] * 1_000,
        "drained_s": drained_s,
        "memory_before_mib": away["rss_mib_before"],
        "memory_at_most_mib": drained["rss_mib_peak"],
    }


def _table(figures: Mapping[str, float]) -> str:
    return "\n".join(f"{name:40}{value:16,.1f}" for name, value in figures.items())


def _until(holds: Callable[[], bool], job: JobClient) -> float:
    """How long it takes until it holds, in seconds."""
    started_s = monotonic()
    while not holds():
        if job.get_job_status().result() in _OVER:
            job.get_job_execution_result().result()  # raises what it failed of
        if monotonic() > started_s + _LONGEST_S:
            raise TimeoutError(f"not in {_LONGEST_S} s")
        sleep(0.1)
    return monotonic() - started_s


def _size(client: Redis) -> int:
    return int(str(client.dbsize()))


def _read(figures: Path) -> dict[str, float]:
    return dict(json.loads(figures.read_bytes())) if figures.exists() else {}


if __name__ == "__main__":
    main()
