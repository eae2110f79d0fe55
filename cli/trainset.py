"""`revstream trainset`: the point-in-time table of features and labels of past payments."""

import json
import resource
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Final

import click
import msgspec

from cli.options.definitions_option import definitions_option
from cli.options.input_options import InputOptions, input_options, read_input
from cli.options.period_options import DURATION
from cli.options.process_option import processes_for, processes_option
from cli.replay.progress import replay_progress
from datasets.durations import duration_text
from features.fraud.definitions import load_definitions
from features.shared.limits import HistoryLimits
from features.shared.watermark import DEFAULT_OUT_OF_ORDERNESS_MS
from reporting.wording import counted
from trainset.build import Build
from trainset.manifest import Manifest
from trainset.writer import check_free

_LIMITS: Final = HistoryLimits()


@dataclass(frozen=True, slots=True)
class _Effort:
    """Attributes: `peak_memory_mib` is the most that the processes took, with what they share."""

    seconds: float
    processes: int
    peak_memory_mib: int


def _duration_option(name: str, default_ms: int, meaning: str) -> Callable[..., Any]:
    return click.option(
        name,
        f"{name.strip('-').replace('-', '_')}_ms",
        default=duration_text(default_ms),
        show_default=True,
        type=DURATION,
        help=meaning,
    )


@click.command()
@input_options
@definitions_option
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder of the training set; it must not exist yet.",
)
@_duration_option(
    "--feedback-delay",
    _LIMITS.feedback_delay_ms,
    "As time.feedback_delay_ms of the job.",
)
@_duration_option(
    "--allowed-lateness", _LIMITS.allowed_lateness_ms, "As time.allowed_lateness_ms of the job."
)
@_duration_option("--dedup-window", _LIMITS.dedup_window_ms, "As state.dedup_window_ms of the job.")
@_duration_option(
    "--out-of-orderness", DEFAULT_OUT_OF_ORDERNESS_MS, "As time.out_of_orderness_ms of the job."
)
@processes_option
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    input_options: InputOptions,
    output: Path,
    out_of_orderness_ms: int,
    *,
    path: str,
    processes: int | None,
    as_json: bool,
    **limits_ms: int,
) -> None:
    """Build the table of features and labels that models are trained on.

    Every payment goes through the same feature code as in the job, in its order of arrival, and
    every label only from the time when it was reported. Duplicates are left out.

    \b
    Examples:
      revstream trainset --input payments.jsonl --labels labels.jsonl --output trainset
      revstream trainset --input payments.parquet --processes 4 --output trainset
      revstream trainset --input payments.jsonl --definitions own.yaml --output trainset
      revstream trainset --input online_retail.parquet --mapping online-retail --output trainset
    """
    begin = monotonic()
    check_free(output)
    definitions = load_definitions(path)
    history = read_input(input_options.under(definitions), show_progress=not as_json)
    shared_by = processes_for(processes, history.count)
    with replay_progress(history.count, shown=not as_json) as taken:
        limits = HistoryLimits(**limits_ms)
        build = Build(limits, out_of_orderness_ms, taken, definitions, shared_by)
        manifest = build.write(history, output)
    effort = _Effort(monotonic() - begin, shared_by, _peak_memory_mib(shared_by))
    if as_json:
        click.echo(_as_json(manifest, effort))
    else:
        click.echo("\n".join(_summary(manifest, effort, output)))


def _peak_memory_mib(processes: int) -> int:
    """At most what this process and those that shared its work took; pages shared count in each."""
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if processes > 1:
        peak_kib += processes * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak_kib // 1024


def _as_json(manifest: Manifest, effort: _Effort) -> str:
    counts = msgspec.to_builtins(manifest.counts)
    result = {
        **counts,
        "data_id": manifest.data_id,
        "left_out": manifest.left_out,
        "notes": manifest.notes,
        "seconds": round(effort.seconds, 1),
        "processes": effort.processes,
        "peak_memory_mib": effort.peak_memory_mib,
    }
    return json.dumps(result)


def _summary(manifest: Manifest, effort: _Effort, output: Path) -> Iterator[str]:
    counts = manifest.counts
    yield (
        f"{counts.payments:,} payments: {counts.rows:,} rows, {counts.late:,} of them late;"
        f" {counts.duplicates:,} duplicates left out"
    )
    yield (
        f"{counts.labels:,} labels: {counts.labels_matched:,} about a row;"
        f" {counts.frauds:,} rows are frauds by their newest label"
    )
    for note in manifest.notes:
        yield f"note: {note}"
    if manifest.left_out:
        features = counted(len(manifest.left_out), "feature")
        yield f"{features} that this input cannot feed, not for training:"
        width = max(map(len, manifest.left_out))
        yield from (f"  {name:{width}}  {why}" for name, why in manifest.left_out.items())
    together = f" of {effort.processes} processes and this one" if effort.processes > 1 else ""
    yield (
        f"{output}: written in {effort.seconds:,.1f} s, {counts.payments / effort.seconds:,.0f}"
        f" payments/s, {effort.peak_memory_mib:,} MiB at the peak{together}"
    )
