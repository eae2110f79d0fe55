"""What runs the fraud job runs the job of any system."""

from pathlib import Path

from pyflink.datastream import StreamExecutionEnvironment
from pyflink.table import StreamTableEnvironment

from jobs.shared.execution import run_local
from jobs.shared.job import Job
from jobs.shared.job_watch import JobEnd
from jobs.shared.progress import WatchedOperators
from jobs.shared.settings import JobSettings, load
from jobs.shared.sinks import write
from jobs.shared.sources import records

_GROUPS = {"job": {"name": "copies", "system": "copies"}}


def _build(
    env: StreamExecutionEnvironment, _: StreamTableEnvironment, settings: JobSettings
) -> None:
    write(records(env, settings, "lines"), "copies", settings)


def _lines(settings: JobSettings, end: JobEnd) -> tuple[bool, int]:
    """Whether the run was stopped, and the lines in its result file."""
    folder = Path(str(settings.sink_uri).removeprefix("file:"))
    return end.stopped, len((folder / "copies.jsonl").read_text().splitlines())


COPIES = Job(
    name="copies",
    load=lambda groups, overrides: load(JobSettings, groups, overrides),
    check=lambda _: None,
    prepare=lambda settings, _: settings,
    build=_build,
    outputs=("copies",),
    logs=(),
    watched=WatchedOperators(source="lines", result="copies", counters={}),
    summary=_lines,
)


def test_a_job_without_anything_of_fraud_reads_runs_and_joins_its_results(tmp_path: Path) -> None:
    source = tmp_path / "lines.jsonl"
    source.write_text('{"a": 1}\n{"b": 2}\n')
    places = {"source.uri": f"file:{source}", "sink.uri": f"file:{tmp_path / 'out'}"}
    assert run_local(COPIES, COPIES.load(_GROUPS, places)) == (False, 2)
    assert (tmp_path / "out" / "copies.jsonl").read_text() == '{"a": 1}\n{"b": 2}\n'
