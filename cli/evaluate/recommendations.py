"""`revstream evaluate-recommendations`: a next-item task, by the system and by baselines."""

import json
from pathlib import Path
from typing import Final

import click
from rich.console import Console

from cli.evaluate.recommendations_report import as_json, show
from cli.evaluate.replay import ReplayOptions, replay_options
from cli.options.seed_type import SEED
from datasets.sessions.csv_lines import FaultyLinesError
from datasets.sessions.next_item_queries import read_queries
from datasets.sessions.training_sessions import read_sessions
from features.recommendations.definitions import DEFAULT, load_definitions
from features.recommendations.limits import RecommendationLimits
from features.recommendations.shopping_plan import shopping_plan
from models.recommendations.evaluation.evaluation import evaluate
from models.recommendations.evaluation.measured import Measure
from models.recommendations.evaluation.task import Task
from models.recommendations.training.settings import RankerSettings
from models.shared.artifact import save_artifact
from models.shared.evaluation.resampling import Resampling

_DEFAULTS: Final = RankerSettings()
_INPUT: Final = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--train", "train_path", type=_INPUT, help="sessions.csv")
@click.option("--test", "test_path", type=_INPUT, help="queries.csv")
@replay_options
@click.option(
    "--k", default=20, show_default=True, type=click.IntRange(1, 100), help="List length."
)
@click.option(
    "--lists",
    default=_DEFAULTS.lists,
    show_default=True,
    type=click.IntRange(100, 1_000_000),
    help="Lists that the ranker learns from; a thousand take about 20 MB.",
)
@click.option(
    "--trees",
    default=_DEFAULTS.trees,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="Of the ranker, at most.",
)
@click.option(
    "--threads",
    default=_DEFAULTS.threads,
    show_default=True,
    type=click.IntRange(1, 256),
    help="Of the training; the ranker is the same with any number.",
)
@click.option(
    "--seed",
    default=_DEFAULTS.seed,
    show_default=True,
    type=SEED,
    help="Of the training.",
)
@click.option(
    "--resamples",
    default=1000,
    show_default=True,
    type=click.IntRange(100, 100_000),
    help="Of the intervals.",
)
@click.option(
    "--definitions",
    default=DEFAULT,
    metavar="FILE",
    help="Definition file; the shipped one unless given.",
)
@click.option(
    "--save", type=click.Path(path_type=Path, file_okay=False), help="Keep the ranker there."
)
@click.option(
    "--ablations",
    is_flag=True,
    help="Train the ranker again without each group of its inputs; takes several times as long.",
)
@click.option(
    "--json", "printed_as_json", is_flag=True, help="Print the figures as JSON, nothing else."
)
def command(  # noqa: PLR0913 - one argument an option
    *,
    train_path: Path | None,
    test_path: Path | None,
    replay: ReplayOptions | None,
    k: int,
    lists: int,
    trees: int,
    threads: int,
    seed: int,
    resamples: int,
    definitions: str,
    save: Path | None,
    ablations: bool,
    printed_as_json: bool,
) -> None:
    """Learn from sessions, then say for others which item comes next.

    sessions.csv has the columns session_id, position and item_id, and may have event_time_ms,
    event_type and user_id; its sessions stand in the order of time. queries.csv has query_id,
    position, item_id and target_item_id: the beginning of a session, and the item that came next.

    The system learns by the code of the job: its states, its candidates, its ranker. Beside it
    stand baselines on the same data, with intervals of 95 %. Items may come again, in queries and
    as their targets.

    With --replay, a history of events is predicted as it passes: each event from the list that its
    shopper had before it, made by the job's own code, rules and ranker. Everything learns from an
    event only after it was predicted; so do the baselines beside it.

    \b
    Examples:
      revstream simulate-shoppers --sessions tables
      revstream evaluate-recommendations --train tables/sessions.csv --test tables/queries.csv
      revstream evaluate-recommendations --train sessions.csv --test queries.csv --k 20 --json
      revstream evaluate-recommendations --train sessions.csv --test queries.csv --save ranker
      revstream evaluate-recommendations --train sessions.csv --test queries.csv --ablations
      revstream evaluate-recommendations --replay events.jsonl --items items.jsonl --json
      revstream evaluate-recommendations --replay events.jsonl --ranker ranker --measure-from 0.8
    """
    if replay is not None:
        if train_path is not None or test_path is not None or save is not None:
            raise click.UsageError("--replay: neither --train, --test nor --save goes with it")
        measure = Measure(k, Resampling(resamples, seed))
        click.echo(replay.evaluated(definitions, measure, as_json=printed_as_json))
        return
    if train_path is None or test_path is None:
        raise click.UsageError("--train and --test, or --replay, are expected")
    console = Console(stderr=True, quiet=printed_as_json)
    try:
        sessions, queries = read_sessions(train_path), read_queries(test_path)
    except (FaultyLinesError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error
    limits = RecommendationLimits()
    task = Task(
        sessions=sessions,
        queries=queries,
        k=k,
        plan=shopping_plan(load_definitions(definitions), limits.history),
        limits=limits,
        training=RankerSettings(lists=lists, trees=trees, seed=seed, threads=threads),
        resampling=Resampling(resamples, seed),
        ablations=ablations,
    )
    with console.status("") as status:
        try:
            evaluation, artifact = evaluate(
                task, lambda what, share: status.update(f"{what} {share:.0%}")
            )
        except ValueError as error:
            raise click.ClickException(f"{train_path}: {error}") from error
    if save is not None:
        save_artifact(save, artifact)
    if printed_as_json:
        click.echo(json.dumps(as_json(evaluation)))
    else:
        show(evaluation)
