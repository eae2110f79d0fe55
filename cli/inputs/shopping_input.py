"""A history of shopping events on the command line, read as the job would under its settings.

::

    @click.command()
    @shopping_input
    def command(*, history: ShoppingHistory) -> None: ...
"""

import sys
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from hashlib import file_digest
from pathlib import Path
from time import time_ns
from typing import Any, Final

import click
import numpy as np

from cli.options.path_types import INPUT_FILE
from cli.run.settings import groups_of, overrides_of
from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations.definitions import load_definitions
from features.recommendations.record_files import Record, RecordCounts, RecordReader
from features.recommendations.replayer import Replayer
from features.recommendations.shopping_plan import ShoppingPlan
from features.shared.definitions.model import Definitions
from jobs.recommendations.settings import RecommendationSettings, load_settings
from jobs.shared.line_files import lines_of
from models.recommendations.evaluation.packed_lists import Ints
from models.recommendations.experiments.list_maker import ListMaker, load_list_maker
from udfs.recommendations.plan_loading import loader_of

Command = Callable[..., None]

_OPTIONS: Final = (
    click.option(
        "--events",
        "events_path",
        required=True,
        type=INPUT_FILE,
        help="Events and links in their order of arrival, JSON Lines; .gz too.",
    ),
    click.option(
        "--items", "items_path", type=INPUT_FILE, help="The catalogue, JSON Lines; .gz too."
    ),
    click.option(
        "--definitions", metavar="FILE", help="Definition file; the shipped one unless set."
    ),
    click.option(
        "--settings",
        "settings_path",
        type=click.Path(path_type=Path),
        help="Settings of the job, in the form Managed Flink has them.",
    ),
    click.option(
        "--set",
        "properties",
        multiple=True,
        metavar="GROUP.KEY=VALUE",
        help="One setting of the job, such as time.session_gap_ms.",
    ),
)


@dataclass
class ShoppingHistory:
    """A history, and the settings of the job that would read it.

    Attributes:
        events: file of events and links.
        items: file of the catalogue, None without one.
        settings: of the job.
        now_ms: the time that counts as now in the check for event times in the future.
        definitions: that the settings name.
        plan: of their features.
        counts: of the records of the last reading.
    """

    events: Path
    items: Path | None
    settings: RecommendationSettings
    now_ms: int = field(default_factory=lambda: time_ns() // 1_000_000)
    definitions: Definitions = field(init=False)
    plan: ShoppingPlan = field(init=False)
    counts: RecordCounts = field(default_factory=RecordCounts)

    def __post_init__(self) -> None:
        """Loads the definitions."""
        self.definitions = load_definitions(self.settings.features_definitions)
        self.plan = loader_of(self.definitions, self.settings.limits)()

    def records(self) -> Iterator[Record]:
        """All records, from the beginning."""
        self.counts = RecordCounts()
        reader = RecordReader(
            self.definitions, self.now_ms, card_numbers=self.settings.accepts_card_numbers
        )
        items = () if self.items is None else lines_of(self.items)
        yield from reader.read(lines_of(self.events), items, self.counts)

    def refuse_if_empty(self) -> None:
        """Say that the last reading found nothing.

        Raises:
            click.ClickException: no line of it was an event or a link; with the causes.
        """
        if self.counts.records > self.counts.rejected.total():
            return
        said = "; ".join([f"{self.events}: at least one event expected, found none", *self.notes()])
        raise click.ClickException(said)

    def shown_records(self, label: str, *, shown: bool) -> Iterator[Record]:
        """The same, with a bar of how much of the events has been read."""
        if not (shown and sys.stderr.isatty()):
            yield from self.records()
            return
        lines = sum(1 for _ in lines_of(self.events))
        with click.progressbar(length=lines, label=label, file=sys.stderr) as bar:
            for record in self.records():
                bar.update(self.counts.records - bar.pos)
                yield record

    def replayer(self) -> Replayer:
        """A replayer with the settings of the job."""
        settings = self.settings
        return Replayer(self.plan, settings.limits, settings.time_out_of_orderness_ms)

    def list_maker(self) -> ListMaker:
        """What makes lists by the settings.

        Raises:
            ExperimentError: the experiment file is not usable.
            RuleSetError: the rules are not usable.
            ModelArtifactError, ModelMismatchError: a ranker is not usable.
        """
        settings = self.settings
        made_by = settings.lists_rules, settings.lists_ranker, settings.lists_experiment
        return load_list_maker(*made_by, self.plan)

    def sha256(self) -> dict[str, str]:
        """Of the bytes of each file, by what it is."""
        files = {"events": self.events, "items": self.items}
        return {name: _sha256(path) for name, path in files.items() if path is not None}

    def said_counts(self) -> dict[str, Any]:
        """What the lines of the last reading were, as JSON."""
        counts = self.counts
        return {
            "records": counts.records,
            "rejected": dict(counts.rejected),
            "items": counts.items,
            "items_rejected": dict(counts.items_rejected),
        }

    def notes(self) -> Iterator[str]:
        """What was wrong with lines of the last reading."""
        counts = self.counts
        for name, lines, rejected in (
            ("events", counts.records, counts.rejected),
            ("items", counts.items, counts.items_rejected),
        ):
            if rejected:
                causes = ", ".join(f"{count:,} {cause}" for cause, count in rejected.most_common())
                yield f"{rejected.total():,} of {lines:,} lines of {name} left out: {causes}"


def shopping_input(function: Command) -> Command:
    """Add the options; `function` gets the history as `history`."""

    @wraps(function)
    def with_history(
        *,
        events_path: Path,
        items_path: Path | None,
        definitions: str | None,
        settings_path: Path | None,
        properties: tuple[str, ...],
        **others: Any,  # noqa: ANN401 - the command's own
    ) -> None:
        given = {} if definitions is None else {"features.definitions": definitions}
        source = {"source.uri": f"file:{events_path}"}
        overrides = {**source, **given, **overrides_of(properties)}
        settings = load_settings(groups_of(settings_path), overrides)
        function(history=ShoppingHistory(events_path, items_path, settings), **others)

    command: Command = with_history
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def event_times_ms(history: ShoppingHistory) -> Ints:
    """(n,) of the shopping events, in their order of arrival."""
    times = array("q")
    for record in history.records():
        if isinstance(record, ShoppingEvent):
            times.append(record.event_time_ms)
    return np.array(times, dtype=np.int64)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
