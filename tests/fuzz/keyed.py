"""The keys and times that Flink sees of records of any system, by the JVM alone."""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pyflink.datastream import DataStream, StreamExecutionEnvironment
from pyflink.table import StreamTableEnvironment

from jobs.shared import preflight, results
from jobs.shared.environment import create_environment, rest_options
from jobs.shared.in_jvm import texts
from jobs.shared.keyed_rows import TIMED_RECORDS
from jobs.shared.locations import LocalPath
from jobs.shared.settings import JobSettings
from jobs.shared.sinks import write
from machine.ports import free_ports

_SEEN = "seen"


@dataclass(frozen=True)
class Keyed:
    """What Flink sees of a record: the key ('' for none) and the time (0 for none)."""

    key: str
    time_ms: int


def write_lines(lines: Iterable[bytes], path: Path) -> Path:
    """A file with those lines."""
    with path.open("wb") as file:
        file.writelines(line + b"\n" for line in lines)
    return path


def seen_by_flink(
    settings: JobSettings,
    build: Callable[[StreamExecutionEnvironment, StreamTableEnvironment], DataStream],
) -> list[Keyed]:
    """What Flink sees of each line of the source; no Python function runs.

    Args:
        settings: of a run from a file to the folder of a file sink.
        build: adds the records, by their keys.
    """
    assert isinstance(settings.sink_uri, LocalPath)
    folder = settings.sink_uri.path
    preflight.prepare_jvm()
    with tempfile.TemporaryDirectory() as state:
        (port,) = free_ports(1)
        env, tables = create_environment(settings, Path(state), rest_options(port))
        build(env, tables)
        seen = tables.sql_query(
            "SELECT CAST(EXTRACT(EPOCH FROM event_time) * 1000"  # noqa: S608 - a constant
            " + EXTRACT(MILLISECOND FROM event_time) AS STRING) || U&'\\0009' || routing_key"
            f" FROM {TIMED_RECORDS}"
        )
        write(texts(tables, seen), _SEEN, settings)
        env.execute(_SEEN)
    results.join(folder, (_SEEN,))
    written = (folder / f"{_SEEN}.jsonl").read_bytes().split(b"\n")[:-1]
    return [_keyed(line.decode()) for line in written]


def _keyed(line: str) -> Keyed:
    time_ms, _, key = line.partition("\t")
    return Keyed(key, int(time_ms))
