"""The training table that a command reads: a stored training set, or one made of an input."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from cli.options.input_options import InputOptions, optional_input_options, read_input
from cli.options.path_types import INPUT_FOLDER
from cli.options.period_options import DURATION
from cli.options.process_option import processes_for, processes_option
from cli.replay.progress import replay_progress
from datasets.durations import duration_text
from features.fraud.definitions import DEFAULT, load_definitions
from features.shared.limits import HistoryLimits
from trainset.build import Build
from trainset.storage import read_table
from trainset.table import TrainingTable

Command = Callable[..., None]


@dataclass(frozen=True, slots=True)
class TableSource:
    """Where a command's payments come from: exactly one of the first two says something.

    Attributes:
        trainset: folder of a stored training set.
        input_options: the input that one is made of.
        feedback_delay_ms: as in the job; of an input.
        definitions: path of the definition file, `DEFAULT` for the shipped one; of an input.
        processes: that share the replay of an input; None for what suits it.
    """

    trainset: Path | None
    input_options: InputOptions
    feedback_delay_ms: int
    definitions: str = DEFAULT
    processes: int | None = None


def table_options(function: Command) -> Command:
    """Add --trainset and the options of an input; `function` gets them as `source`."""

    @wraps(function)
    def with_source(
        *,
        trainset: Path | None,
        input_options: InputOptions,
        feedback_delay_ms: int,
        definitions: str | None,
        processes: int | None,
        **others: Any,  # noqa: ANN401 - of the command itself
    ) -> None:
        inputs = input_options.description.inputs
        if (trainset is None) == (not inputs):
            raise click.UsageError("exactly one of --trainset and --input is expected")
        if trainset is not None and definitions is not None:
            raise click.UsageError("--definitions: a training set has its own; for --input only")
        path = DEFAULT if definitions is None else definitions
        source = TableSource(trainset, input_options, feedback_delay_ms, path, processes)
        function(source=source, **others)

    command = processes_option(optional_input_options(with_source))
    command = click.option(
        "--feedback-delay",
        "feedback_delay_ms",
        type=DURATION,
        default=duration_text(HistoryLimits().feedback_delay_ms),
        show_default=True,
        help="With --input: as time.feedback_delay_ms of the job.",
    )(command)
    command = click.option(
        "--definitions",
        metavar="FILE|default",
        help="With --input: a definition file, or the one that comes with revstream.",
    )(command)
    return click.option(
        "--trainset",
        type=INPUT_FOLDER,
        help="Training set, a folder of `revstream trainset`; or give --input.",
    )(command)


def training_table(source: TableSource, *, show_progress: bool = True) -> TrainingTable:
    """The table of a stored training set, or of an input, which is replayed first.

    Raises:
        ValueError: there is no whole training set of this version's catalogue, or the input has
            faults.
    """
    if source.trainset is not None:
        return read_table(source.trainset)
    definitions = load_definitions(source.definitions)
    described = source.input_options.under(definitions)
    history = read_input(described, show_progress=show_progress)
    limits = HistoryLimits(feedback_delay_ms=source.feedback_delay_ms)
    with TemporaryDirectory(prefix="revstream-trainset-") as parent:
        folder = Path(parent) / "trainset"
        with replay_progress(history.count, shown=show_progress) as taken:
            processes = processes_for(source.processes, history.count)
            build = Build(limits, taken=taken, definitions=definitions, processes=processes)
            manifest = build.write(history, folder)
        for note in manifest.notes if show_progress else ():
            click.echo(f"note: {note}", err=True)
        return read_table(folder)
