"""`revstream evaluate-recommendations --replay`: a history predicted as it passes."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click
import msgspec
import numpy as np

from cli.inputs.shopping_input import ShoppingHistory, event_times_ms
from cli.options.path_types import INPUT_FILE
from cli.run.settings import overrides_of
from jobs.recommendations.settings import load_settings
from models.recommendations.evaluation.measured import Measure, Measured
from models.recommendations.evaluation.online.replay import (
    OURS,
    Replayed,
    ReplayEvaluation,
    evaluate_replay,
)
from models.recommendations.evaluation.paired_intervals import Comparison
from models.recommendations.evaluation.ranking_metrics import SHORT_NAMES
from models.recommendations.training.lineage import Lineage
from models.recommendations.training.publication import LINEAGE_FILE

Command = Callable[..., None]

_OPTIONS: Final = (
    click.option(
        "--replay",
        "events_path",
        type=INPUT_FILE,
        help="Events in their order of arrival, JSON Lines, to be predicted as they come.",
    ),
    click.option("--items", "items_path", type=INPUT_FILE, help="Of --replay: the catalogue."),
    click.option(
        "--ranker",
        metavar="FOLDER|default|none",
        help="Of --replay: the ranker; as lists.ranker unless given.",
    ),
    click.option(
        "--measure-from",
        "from_share",
        type=click.FloatRange(0, 0.99),
        default=0.5,
        show_default=True,
        help="Of --replay: share of the events that are learned from before any is measured.",
    ),
    click.option(
        "--set",
        "properties",
        multiple=True,
        metavar="GROUP.KEY=VALUE",
        help="Of --replay: one setting of the job.",
    ),
)


@dataclass(frozen=True, slots=True)
class ReplayOptions:
    """What is replayed, and how."""

    events: Path
    items: Path | None
    ranker: str | None
    from_share: float
    properties: tuple[str, ...]

    def evaluated(self, definitions: str, measure: Measure, *, as_json: bool) -> str:
        """The figures, as JSON or for people."""
        given = {} if self.ranker is None else {"lists.ranker": self.ranker}
        overrides = {
            "source.uri": f"file:{self.events}",
            "features.definitions": definitions,
            **given,
            **overrides_of(self.properties),
        }
        history = ShoppingHistory(self.events, self.items, load_settings({}, overrides))
        replayed = Replayed(
            plan=history.plan,
            limits=history.settings.limits,
            out_of_orderness_ms=history.settings.time_out_of_orderness_ms,
            list_maker=history.list_maker(),
            measure=measure,
            from_ms=_from_ms(history, self.from_share),
        )
        learned = _learned_from(history, replayed.from_ms)
        found = evaluate_replay(history.shown_records("replay", shown=not as_json), replayed)
        if as_json:
            rejected, seen = dict(history.counts.rejected), bool(learned)
            said = {**_as_json(found), "rejected": rejected, "learned_from_this": seen}
            return json.dumps(said)
        return "\n".join([*history.notes(), *learned, *_lines(found)])


def replay_options(function: Command) -> Command:
    """Add the options; `function` gets them as `replay`, None where nothing is to be replayed."""

    @wraps(function)
    def with_replay(
        *,
        events_path: Path | None,
        items_path: Path | None,
        ranker: str | None,
        from_share: float,
        properties: tuple[str, ...],
        **others: Any,  # noqa: ANN401 - the command's own
    ) -> None:
        replay = None
        if events_path is not None:
            replay = ReplayOptions(events_path, items_path, ranker, from_share, properties)
        elif items_path is not None or ranker is not None or properties:
            raise click.UsageError("--items, --ranker and --set go with --replay alone")
        function(replay=replay, **others)

    command: Command = with_replay
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _from_ms(history: ShoppingHistory, share: float) -> int:
    times_ms = np.sort(event_times_ms(history))
    return int(times_ms[int(times_ms.size * share)]) if times_ms.size else 0


def _learned_from(history: ShoppingHistory, from_ms: int) -> list[str]:
    """A line where the ranker has seen some of what is measured: its figures are optimistic."""
    path = Path(history.settings.lists_ranker) / LINEAGE_FILE
    if not path.is_file():
        return []
    lineage = msgspec.json.decode(path.read_bytes(), type=Lineage)
    held_out_ms = lineage.split.held_out_ms
    if lineage.inputs.get("events") != history.sha256()["events"] or from_ms >= held_out_ms:
        return []
    return [
        (
            f"THE RANKER HAS LEARNED from events of this file before {held_out_ms}, and events from"
            f" {from_ms} on are measured: its figures are optimistic; measure later ones"
        )
    ]


def _as_json(found: ReplayEvaluation) -> dict[str, Any]:
    return {
        **_means(found, found.figures[OURS]),
        "predicted": found.predicted,
        "shoppers": found.shoppers,
        "first_of_session": found.first_of_session,
        "kinds": found.kinds,
        "seconds": round(found.seconds, 1),
        "intervals": _intervals(found, found.figures[OURS]),
        "baselines": {
            name: {
                **_means(found, one),
                "intervals": _intervals(found, one),
                "against": {
                    f"{SHORT_NAMES[metric]}@{found.k}": _against(compared)
                    for metric, compared in found.against[name].items()
                },
            }
            for name, one in found.figures.items()
            if name != OURS
        },
    }


def _means(found: ReplayEvaluation, one: Measured) -> dict[str, float]:
    return {f"{short}@{found.k}": getattr(one, name) for name, short in SHORT_NAMES.items()}


def _intervals(found: ReplayEvaluation, one: Measured) -> dict[str, list[float | None]]:
    return {
        f"{SHORT_NAMES[name]}@{found.k}": [interval.low, interval.high]
        for name, interval in one.intervals.items()
    }


def _against(compared: Comparison) -> dict[str, Any]:
    difference, ratio = compared.difference_interval, compared.ratio_interval
    return {
        "difference": compared.difference,
        "difference_interval": [difference.low, difference.high],
        "ratio": compared.ratio,
        "ratio_interval": [ratio.low, ratio.high],
    }


def _lines(found: ReplayEvaluation) -> Iterator[str]:
    yield (
        f"{found.predicted:,} events of {found.shoppers:,} shoppers predicted by the list before"
        f" them; {found.first_of_session:,} were the first of their session"
    )
    yield f"{'':12}" + "".join(f"{f'{short}@{found.k}':>26}" for short in SHORT_NAMES.values())
    for name, one in found.figures.items():
        yield f"{name:12}" + "".join(f"{_figure(one, metric):>26}" for metric in SHORT_NAMES)


def _figure(one: Measured, metric: str) -> str:
    mean, interval = getattr(one, metric), one.intervals[metric]
    if interval.low is None or interval.high is None:
        return f"{mean:.4f}"
    return f"{mean:.4f} ({interval.low:.4f}-{interval.high:.4f})"
