"""`revstream run recommendations`: lists for shoppers, made on this machine."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from cli.inputs.shopping_source import with_wire_shopping
from cli.options.shopping_options import ShoppingOptions, shopping_options
from cli.run.body import Report, run_and_say
from cli.run.options import RunOptions, prints_settings, run_options
from cli.run.recommendations_report import counts, faults, warnings
from features.recommendations.definitions import load_definitions
from features.shared.definitions.money_terms import money_notes
from jobs.recommendations.job import RECOMMENDATIONS
from jobs.recommendations.run_summary import RunSummary
from jobs.recommendations.settings import RecommendationSettings
from jobs.recommendations.topology import stages_of

_REPORT: Final[Report[RunSummary]] = Report(
    done="events accepted", counts=counts, warnings=warnings, faults=faults
)


@click.command()
@click.option("--source", help="kinesis:STREAM or file:PATH (JSON Lines, Parquet, CSV).")
@click.option("--items", "items_uri", help="kinesis:STREAM, file:PATH or inline; none unless set.")
@run_options
@shopping_options
def recommendations(
    *, items_uri: str | None, shopping: ShoppingOptions, options: RunOptions
) -> None:
    """Recommend items: a fresh list for a shopper as they act.

    The catalogue is a file, or a stream, of its own; a record of it stands right before the first
    event whose time reaches its own. With --items inline the lines of the source begin with E for
    an event or I for an item.

    Files of another form than the job's are described by --columns and the options after it, and
    by a mapping file, as for `revstream inspect --system recommendations`.

    At the end it prints the counts, and warns where a share of them is implausible. Exits with 1
    if every record was rejected. A run that is interrupted or fails keeps what it has committed,
    for `revstream collect`.

    \b
    Examples:
      revstream run recommendations --source file:events.jsonl --sink file:OUT
      revstream run recommendations --source file:events.jsonl --items file:items.jsonl \\
          --sink file:OUT
      revstream run recommendations --source file:events.jsonl --sink file:OUT --rate 200 \\
          --store redis://localhost:6379
      revstream run recommendations --source file:clicks.csv --items file:catalogue.csv \\
          --mapping-file shop.yaml --sink file:OUT
      revstream run recommendations --source file:events.jsonl --sink file:OUT \\
          --definitions own.yaml --set lists.ranker=none
      revstream run recommendations --source file:events.jsonl --sink file:OUT --overwrite --json
      revstream run recommendations --source file:events.jsonl --sink file:OUT --cluster
      revstream run recommendations --source file:events.jsonl --sink file:OUT --metrics-port 9249
      revstream run recommendations --source kinesis:shopping-events --items kinesis:items \\
          --sink kinesis --settings local.json
      revstream run recommendations --source file:today.jsonl --set source.history=file:months \\
          --sink file:OUT
      revstream run recommendations --list-settings
    """
    if prints_settings(options, RecommendationSettings):
        return
    settings = options.settings(RECOMMENDATIONS, {"items.uri": items_uri})
    for note in money_notes(load_definitions(settings.features_definitions)):
        click.echo(note, err=True)
    with TemporaryDirectory(prefix="revstream-source-") as folder:
        settings = with_wire_shopping(settings, shopping, Path(folder))
        stages = stages_of(settings) if options.in_cluster else 0
        run_and_say(RECOMMENDATIONS, settings, options, _REPORT, stages)
