"""`revstream parity`: a stream's features against a training set, value for value."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from cli.options.path_types import INPUT_FILE, INPUT_FOLDER
from trainset.leaks import LabelCheck, check_labels
from trainset.parity import Parity, compare
from trainset.stream_rows import stream_rows

_DIFFERENT_EXIT: Final = 1


@click.command()
@click.option("--trainset", required=True, type=INPUT_FOLDER, help="Folder of a training set.")
@click.option("--decisions", type=INPUT_FILE, help="decisions.jsonl of the job.")
@click.option("--features", type=INPUT_FILE, help="Feature rows of `revstream replay`.")
@click.option(
    "--check-labels",
    is_flag=True,
    help="Recompute the features from labels plainly: none may know one before its report.",
)
@click.option(
    "--label-rows",
    type=click.IntRange(1),
    default=100_000,
    show_default=True,
    help="Rows that --check-labels draws.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    trainset: Path,
    decisions: Path | None,
    features: Path | None,
    label_rows: int,
    *,
    check_labels: bool,
    as_json: bool,
) -> None:
    """Compare what a stream computed with a training set, and say where they differ.

    Rows are joined by transaction, card and event time. Exit code 1 if any value differs, a row is
    on one side only, or a feature knows a label before it was reported.

    \b
    Examples:
      revstream parity --trainset trainset --decisions OUT/decisions.jsonl
      revstream parity --trainset trainset --features features.jsonl --json
      revstream parity --trainset trainset --check-labels
      revstream parity --sync --help

    With --sync it compares decisions on request with the job's instead.
    """
    stream = _one_of(decisions, features, needed=not check_labels)
    parity = None
    if stream is not None:
        parity = compare(trainset, stream_rows(stream))
    labels = _checked(trainset, label_rows) if check_labels else None
    if as_json:
        click.echo(_as_json(parity, labels))
    else:
        click.echo("\n".join([*_parity_lines(parity), *_label_lines(labels)]))
    if not all(check.holds for check in (parity, labels) if check is not None):
        sys.exit(_DIFFERENT_EXIT)


def _checked(trainset: Path, rows: int) -> LabelCheck:
    return check_labels(trainset, rows)


def _one_of(decisions: Path | None, features: Path | None, *, needed: bool) -> Path | None:
    if decisions is not None and features is not None:
        raise click.UsageError("--decisions and --features: one of them is expected, not both")
    stream = features if decisions is None else decisions
    if stream is None and needed:
        raise click.UsageError("--decisions, --features or --check-labels is expected")
    return stream


def _as_json(parity: Parity | None, labels: LabelCheck | None) -> str:
    result: dict[str, object] = {}
    if parity is not None:
        result["parity"] = {
            "holds": parity.holds,
            "mismatches": parity.mismatches,
            **asdict(parity),
        }
    if labels is not None:
        result["labels"] = {"holds": labels.holds, **asdict(labels)}
    return json.dumps(result)


def _parity_lines(parity: Parity | None) -> Iterator[str]:
    if parity is None:
        return
    yield f"{'feature':30}{'rows':>12}{'mismatches':>12}{'largest difference':>20}"
    for feature in parity.features:
        largest = feature.largest_difference
        shown = "-" if largest is None else f"{largest:.6g}"
        yield f"{feature.name:30}{feature.rows:>12,}{feature.mismatches:>12,}{shown:>20}"
    yield ""
    for example in parity.examples:
        yield (
            f"{example.feature} of {example.transaction_id}: {example.in_stream!r} in the stream,"
            f" {example.in_trainset!r} in the training set"
        )
    if parity.lone_transactions:
        yield f"on one side only, the first: {', '.join(parity.lone_transactions)}"
    if parity.not_kept:
        names = ", ".join(parity.not_kept)
        yield f"not compared, since a training set keeps no lists: {names}"
    yield (
        f"{parity.rows:,} rows compared ({parity.repeated:,} delivered again):"
        f" {parity.mismatches:,} mismatches; {parity.only_in_stream:,} rows only in the stream,"
        f" {parity.only_in_trainset:,} only in the training set"
    )


def _label_lines(labels: LabelCheck | None) -> Iterator[str]:
    if labels is None:
        return
    for leak in labels.examples:
        yield (
            f"{leak.feature} of {leak.transaction_id}: {leak.in_trainset!r}, the labels reported by"
            f" then give {leak.from_labels!r}"
        )
    for name, found in labels.leaks.items():
        if found:
            yield f"{name}: {found:,} values differ from the labels reported by then"
    yield (
        f"{labels.rows:,} rows, {labels.values:,} values from labels recomputed"
        f" ({labels.skipped:,} skipped): {sum(labels.leaks.values()):,} differ"
    )
