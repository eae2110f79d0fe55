"""`revstream why`: why a payment was decided as it was, and whether that can be reproduced."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from cli.decision_lookup import decisions_of
from cli.path_types import INPUT_FILE, INPUT_FOLDER
from cli.why_text import account_text
from features.catalogue import FEATURE_NAMES
from models.artifact import SHIPPED_MODEL, load_artifact
from models.explanation.account import Account, account_of
from models.rules import RuleSet, catalogue_schema, load_default_rules, load_rules
from models.scorer import OnnxScorer

NOT_REPRODUCED_EXIT = 1


@click.command()
@click.argument("transaction")
@click.option(
    "--decisions",
    "decisions_path",
    required=True,
    type=INPUT_FILE,
    help="Decisions of the job, JSON Lines.",
)
@click.option(
    "--model",
    "model_path",
    type=INPUT_FOLDER,
    help="Artifact of the model that decided; else the shipped one.",
)
@click.option(
    "--rules",
    "rules_path",
    type=INPUT_FILE,
    help="Rules file that decided; else the shipped one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the whole account as JSON.")
def command(
    *,
    transaction: str,
    decisions_path: Path,
    model_path: Path | None,
    rules_path: Path | None,
    as_json: bool,
) -> None:
    """Explain the decision of TRANSACTION, and decide it again from its record.

    Shows the rules that matched with what they saw, and what each feature contributed to the
    score. Exit code 1: the model or the rules given do not decide the record the same way again.
    Exit code 2: there is no such transaction, or a file is faulty.

    \b
    Examples:
      revstream why TX-17 --decisions OUT/decisions.jsonl
      revstream why TX-17 --decisions OUT/decisions.jsonl --model models/fraud/7 --json
    """
    decisions = decisions_of(transaction, _lines(decisions_path, shown=not as_json), decisions_path)
    if not decisions:
        raise click.UsageError(f"{decisions_path} has no decision of transaction {transaction!r}")
    scorer = OnnxScorer(load_artifact(model_path or SHIPPED_MODEL, FEATURE_NAMES), FEATURE_NAMES)
    rules = _rules(rules_path)
    accounts = [account_of(decision, scorer, rules) for decision in decisions]
    click.echo(_json(accounts) if as_json else "\n\n".join(map(account_text, accounts)))
    if not all(account.reproduced for account in accounts):
        raise click.exceptions.Exit(NOT_REPRODUCED_EXIT)


def _rules(path: Path | None) -> RuleSet:
    schema = catalogue_schema()
    return load_default_rules(schema) if path is None else load_rules(path, schema)


def _json(accounts: list[Account]) -> str:
    return msgspec.json.encode({"decisions": accounts}).decode()


def _lines(path: Path, *, shown: bool) -> Iterator[bytes]:
    """The lines of a file, with progress on stderr where that is a terminal."""
    progress = sys.stderr
    with path.open("rb") as lines:
        if not shown or not progress.isatty():
            yield from lines
            return
        size_bytes = path.stat().st_size
        with click.progressbar(length=size_bytes, label=path.name, file=progress) as bar:
            for line in lines:
                bar.update(len(line))
                yield line
