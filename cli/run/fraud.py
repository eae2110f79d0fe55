"""`revstream run fraud`: payments, of whatever form, decided on this machine."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from cli.inputs.own_source import with_wire_files, with_wire_history
from cli.options.input_options import InputOptions, mapping_options
from cli.run.body import Report, run_and_say
from cli.run.options import RunOptions, prints_settings, run_options
from cli.run.report import counts, faults, warnings
from features.fraud.definitions import load_definitions
from features.shared.definitions.money_terms import money_notes
from jobs.fraud.decided_by import decided_by
from jobs.fraud.job import FRAUD
from jobs.fraud.run_summary import RunSummary
from jobs.fraud.settings import FraudSettings

_REPORT: Final[Report[RunSummary]] = Report(
    done="payments decided", counts=counts, warnings=warnings, faults=faults
)


@click.command()
@click.option("--source", help="kinesis:STREAM or file:PATH (JSON Lines, Parquet, CSV).")
@click.option("--labels", "labels_uri", help="kinesis:STREAM or file:PATH; none unless set.")
@run_options
@mapping_options
def fraud(*, labels_uri: str | None, input_options: InputOptions, options: RunOptions) -> None:
    """Decide payments: allow, flag or block.

    A file of another form than the job's is described by --columns and the options after it, as
    for `revstream inspect`. The characters of a path after file: are taken as they are.

    At the end it prints the counts, and warns where a share of them is implausible. Exits with 1
    if every record was rejected. A run that is interrupted or fails keeps what it has committed,
    for `revstream collect`.

    \b
    Examples:
      revstream run fraud --source file:payments.jsonl --sink file:OUT
      revstream run fraud --source file:payments.jsonl --sink file:OUT --rate 579 \\
          --store redis://localhost:6379
      revstream run fraud --source file:payments.jsonl --labels file:labels.jsonl --sink file:OUT
      revstream run fraud --source file:transactions.csv --sink file:OUT \\
          --columns card_id=CARD,merchant_id=SHOP,amount=AMOUNT,event_time=TIME \\
          --constant currency=EUR,country=DE,channel=pos --set decision.model=registry/fraud/1
      revstream run fraud --source file:payments.jsonl --sink file:OUT --definitions own.yaml \\
          --set decision.model=registry/own/1 --set decision.rules=own-rules.yaml
      revstream run fraud --source file:payments.jsonl --sink file:OUT --overwrite --json
      revstream run fraud --source file:payments.jsonl --sink file:OUT --cluster
      revstream run fraud --source file:payments.jsonl --sink file:OUT --metrics-port 9249
      revstream run fraud --source kinesis:payments --sink kinesis --settings local.json
      revstream run fraud --source file:today.jsonl --set source.history=file:months --sink file:OUT
      revstream run fraud --list-settings
    """
    if prints_settings(options, FraudSettings):
        return
    settings = options.settings(FRAUD, {"labels.uri": labels_uri})
    for note in money_notes(load_definitions(settings.features_definitions)):
        click.echo(note, err=True)
    with TemporaryDirectory(prefix="revstream-source-") as folder:
        settings = with_wire_history(settings, input_options, Path(folder) / "history")
        settings = with_wire_files(settings, input_options, Path(folder))
        hops = len(decided_by(settings).load_plan().hops) if options.in_cluster else 0
        run_and_say(FRAUD, settings, options, _REPORT, hops)
