"""`revstream simulate`: a seeded stream of payments, the truth about it, and the labels to come."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from cli.options.path_types import OUTPUT_FILE, OUTPUT_FOLDER
from simulator.details import Details
from simulator.disorder import Delivery, delivered
from simulator.disorder_settings import ORDERLY, Disorder
from simulator.files import write_records, write_structs
from simulator.label_settings import LabelSettings
from simulator.labels import labels_of
from simulator.record import SimulatedRecord
from simulator.scenario import TRAINING, Scenario, simulation_of
from simulator.simulation import Simulation
from simulator.stream import records_in_order, truths_in_order

_PROGRESS_STEP: Final = 1_000


@dataclass(frozen=True, slots=True)
class _Files:
    """Where to write what; None for nowhere."""

    payments: Path
    truth: Path | None
    labels: Path | None


@click.command()
@click.option(
    "--folder",
    type=OUTPUT_FOLDER,
    help="Writes payments.jsonl, truth.jsonl and labels.jsonl there.",
)
@click.option("--output", type=OUTPUT_FILE, help="Records in order of arrival, JSON Lines.")
@click.option("--truth", type=OUTPUT_FILE, help="Which payments are fraudulent, JSON Lines.")
@click.option(
    "--labels",
    type=OUTPUT_FILE,
    help="What becomes known of them and when, late and noisy, JSON Lines.",
)
@click.option("--payments", default=TRAINING.payments, show_default=True, help="How many.")
@click.option("--days", default=TRAINING.days, show_default=True, help="Length in days.")
@click.option("--cards", default=TRAINING.cards, show_default=True, help="Number of cards.")
@click.option(
    "--merchants", default=TRAINING.merchants, show_default=True, help="Number of merchants."
)
@click.option(
    "--fraud-rate",
    default=TRAINING.fraud_rate,
    show_default=True,
    help="Share of fraudulent payments, 0 to 0.5.",
)
@click.option("--seed", default=TRAINING.seed, show_default=True, help="Of all randomness.")
@click.option("--categories", is_flag=True, help="Payments have their merchant's category, mcc.")
@click.option("--currencies", is_flag=True, help="Merchants bill in currencies of their own, too.")
@click.option("--devices", is_flag=True, help="Devices are shared by several cards, or unknown.")
@click.option("--clean", is_flag=True, help="Each payment once, in order, none malformed.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    folder: Path | None,
    output: Path | None,
    truth: Path | None,
    labels: Path | None,
    payments: int,
    days: int,
    cards: int,
    merchants: int,
    fraud_rate: float,
    seed: int,
    categories: bool,
    currencies: bool,
    devices: bool,
    clean: bool,
    as_json: bool,
) -> None:
    """Simulate payments: some fraudulent, some late, repeated or malformed.

    The same numbers give the same bytes. --categories, --currencies and --devices leave all that
    they are not about as it is.

    \b
    Examples:
      revstream simulate --folder data
      revstream simulate --output payments.jsonl --truth truth.jsonl --labels labels.jsonl
      revstream simulate --folder data --payments 1000000 --cards 5000 --merchants 10000 --days 180
      revstream simulate --folder data --categories --currencies --devices
      revstream simulate --output payments.jsonl --clean --json
    """
    files = _files(folder, output, truth, labels)
    scenario = Scenario(
        seed,
        cards,
        merchants,
        days,
        payments,
        fraud_rate,
        details=Details(categories=categories, currencies=currencies, devices=devices),
    )
    simulation = simulation_of(scenario)
    delivery = delivered(simulation.table.time_ms, ORDERLY if clean else Disorder(seed=seed))
    counts = _write(simulation, delivery, seed, files, shown=not as_json)
    click.echo(json.dumps(counts) if as_json else _sentence(counts))


def _files(
    folder: Path | None, output: Path | None, truth: Path | None, labels: Path | None
) -> _Files:
    if folder is None:
        if output is None:
            raise click.UsageError("--folder or --output: expected, neither is given")
        return _Files(output, truth, labels)
    folder.mkdir(parents=True, exist_ok=True)
    return _Files(
        output or folder / "payments.jsonl",
        truth or folder / "truth.jsonl",
        labels or folder / "labels.jsonl",
    )


def _write(
    simulation: Simulation, delivery: Delivery, seed: int, files: _Files, *, shown: bool
) -> dict[str, int]:
    """Writes the files; returns how many there are of what."""
    records = records_in_order(simulation, delivery)
    write_records(_with_progress(records, len(delivery), shown=shown), files.payments)
    if files.truth is not None:
        write_structs(truths_in_order(simulation), files.truth)
    counts: dict[str, int] = {"records": len(delivery)}
    counts |= delivery.counts() | {"frauds": simulation.frauds}
    if files.labels is not None:
        labels = labels_of(simulation, LabelSettings(seed=seed))
        counts["labels"] = write_structs(labels, files.labels)
    return counts


def _sentence(counts: dict[str, int]) -> str:
    labels = f"; {counts['labels']} labels" if "labels" in counts else ""
    return (
        f"{counts['records']} records: {counts['payment']} payments on time, {counts['late']} late,"
        f" {counts['duplicate']} duplicates, {counts['malformed']} malformed;"
        f" {counts['frauds']} of the payments are fraudulent{labels}"
    )


def _with_progress(
    records: Iterable[SimulatedRecord], count: int, *, shown: bool
) -> Iterator[SimulatedRecord]:
    if not shown:
        yield from records
        return
    with click.progressbar(length=count, label="simulate", file=sys.stderr) as bar:
        for number, record in enumerate(records, start=1):
            if number % _PROGRESS_STEP == 0 or number == count:
                bar.update(number - bar.pos)
            yield record
