"""`revstream drift`: whether payments and scores are still as they were in training."""

from pathlib import Path
from time import time_ns

import click
import msgspec

from cli.drift.records import feed_decisions, feed_duplicates, feed_labels
from cli.drift.text import report_text
from cli.inputs.recorded_lines import lines_of
from cli.options.path_types import INPUT_FILE, INPUT_FOLDER, OUTPUT_FILE
from cli.options.result_file import result_file
from jobs.fraud.outputs import OUTPUTS
from jobs.shared.result_folder import result_files
from models.fraud.shipped_model import SHIPPED_MODEL
from models.shared.artifact import load_artifact
from models.shared.manifest import ModelManifest
from models.shared.profile.model_profile import ModelProfile, load_profile
from monitoring.drift.monitor import DriftMonitor
from monitoring.drift.page.page import page
from monitoring.drift.report import DriftReport
from monitoring.drift.windows import WINDOWS
from reporting.printable import printable_lines

ALARM_EXIT = 1
_BY_NAME = {window.name: window for window in WINDOWS}


@click.command()
@click.option(
    "--decisions",
    "decisions_path",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="Decisions of the job: the file, or the folder that it is in.",
)
@click.option("--labels", "labels_path", type=INPUT_FILE, help="Labels of payments, JSON Lines.")
@click.option(
    "--model",
    "model_path",
    type=INPUT_FOLDER,
    help="Artifact of the model that decided.  [default: the shipped one]",
)
@click.option(
    "--window",
    "window_names",
    type=click.Choice(list(_BY_NAME)),
    multiple=True,
    help="Length of the newest part that is compared; repeatable.  [default: all]",
)
@click.option("--page", "page_path", type=OUTPUT_FILE, help="The report, one HTML file.")
@click.option("--json", "as_json", is_flag=True, help="Print all findings as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    decisions_path: Path,
    labels_path: Path | None,
    model_path: Path | None,
    window_names: tuple[str, ...],
    page_path: Path | None,
    as_json: bool,
) -> None:
    """Compare the newest payments and scores with what the model was trained on.

    The last hour, day and week before the newest decision (event time) are compared with the
    profile that training keeps with a model: distributions (PSI, KS), missing and new values, the
    share of late payments and repeats. With the folder of a job's results its duplicates are
    counted too, with --labels how long labels take. The file is read once, in bounded memory.

    Exit code 0: no alarm. Exit code 1: at least one alarm. Exit code 2: the model has no profile,
    or a file is faulty.

    \b
    Examples:
      revstream drift --decisions OUT
      revstream drift --decisions OUT/decisions.jsonl --model registry/fraud/3 --page drift.html
      revstream drift --decisions OUT --labels labels.jsonl --window day --window week --json
    """
    recorded = result_file(decisions_path, "decisions")
    directory = SHIPPED_MODEL if model_path is None else model_path
    manifest = load_artifact(directory, lambda _: []).manifest
    profile = load_profile(directory, manifest)
    windows = [one for name, one in _BY_NAME.items() if name in (window_names or _BY_NAME)]
    monitor = DriftMonitor(profile, manifest.sha256, windows)
    feed_decisions(monitor, lines_of(recorded, shown=not as_json), recorded)
    duplicates = result_files(recorded.parent, OUTPUTS)["duplicates"]
    if decisions_path.is_dir() and duplicates.exists():
        feed_duplicates(monitor, lines_of(duplicates, shown=not as_json), duplicates)
    if labels_path is not None:
        now_ms = time_ns() // 1_000_000
        feed_labels(monitor, lines_of(labels_path, shown=not as_json), labels_path, now_ms)
    report = monitor.report()
    if page_path is not None:
        page_path.parent.mkdir(parents=True, exist_ok=True)
        page_path.write_text(page(monitor, report, manifest), encoding="utf-8")
    if as_json:
        click.echo(msgspec.json.encode(_json(report, manifest, profile)))
    else:
        click.echo(printable_lines(report_text(report, manifest, profile)))
    if report.level == "alarm":
        raise click.exceptions.Exit(ALARM_EXIT)


def _json(report: DriftReport, manifest: ModelManifest, profile: ModelProfile) -> dict[str, object]:
    return {
        "level": report.level,
        "model": {
            "name": manifest.name,
            "version": manifest.version,
            "sha256": manifest.sha256,
        },
        "profile": {
            "rows": profile.rows,
            "from_ms": profile.from_ms,
            "to_ms": profile.to_ms,
            "score_of": profile.score_of,
        },
        "windows": report.windows,
        "findings": report.findings,
    }
