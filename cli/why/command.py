"""`revstream why`: why a payment was decided, or a list made, as it was; and that again."""

from dataclasses import dataclass
from pathlib import Path

import click
import msgspec

from cli.inputs.recorded_lines import lines_of
from cli.options.definitions_option import definitions_option
from cli.options.path_types import INPUT_FOLDER
from cli.options.result_file import result_file
from cli.options.system_option import BySystem, system_option
from cli.why.decision_lookup import decisions_of
from cli.why.list import command as list_command
from cli.why.model_search import ModelSearch
from cli.why.rules_search import RulesSearch
from cli.why.text import account_text
from events.fraud.decision import Decision
from features.fraud.definitions import load_definitions
from features.fraud.payment_plan import payment_plan
from features.shared.limits import HistoryLimits
from models.fraud.artifact import load_model_for
from models.fraud.explanation.account import Account, account_of
from models.fraud.given_features import GivenFeatures, given_by
from models.fraud.shipped_model import SHIPPED_MODEL
from models.shared.scorer import OnnxScorer

NOT_REPRODUCED_EXIT = 1


@click.command(cls=BySystem, other=list_command)
@click.argument("transaction")
@system_option
@click.option(
    "--decisions",
    "decisions_path",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="Decisions of the job: the file, or the folder that it is in.",
)
@click.option(
    "--model",
    "model_path",
    type=INPUT_FOLDER,
    help="Artifact of the model that decided, if it is in no registry.",
)
@click.option(
    "--registry",
    default=Path("registry"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of models, searched for the one with the sha256 of the record.",
)
@click.option(
    "--rules",
    "rules_paths",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Rules file, or folder of such, searched in the same way; repeatable.",
)
@definitions_option
@click.option("--json", "as_json", is_flag=True, help="Print the whole account as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    transaction: str,
    system: str,  # noqa: ARG001 - the other one has a command of its own
    decisions_path: Path,
    model_path: Path | None,
    registry: Path,
    rules_paths: tuple[Path, ...],
    path: str,
    as_json: bool,
) -> None:
    """Explain the decision of TRANSACTION, and decide it again from its record.

    Shows the rules that matched with what they saw, and what each feature contributed to the
    score. Model and rules are found by the fingerprints in the record: among those given, in the
    registry, and those that come with revstream; where features were defined by a file of one's
    own, --definitions names it. A list of the recommendation system is explained with --system
    recommendations, whose --help has its options. Exit code 1: it could not be reproduced, because
    they were not found or do not decide the record the same way again. Exit code 2: there is no
    such transaction, or a file is faulty.

    \b
    Examples:
      revstream why TX-17 --decisions OUT
      revstream why TX-17 --decisions OUT --definitions own.yaml --model registry/fraud/3
      revstream why TX-17 --decisions OUT --registry registry --rules rules/ --json
      revstream why --system recommendations user:u-17 --lists OUT
    """
    recorded = result_file(decisions_path, "decisions")
    decisions = decisions_of(transaction, lines_of(recorded, shown=not as_json), recorded)
    if not decisions:
        raise click.UsageError(f"{recorded} has no decision of transaction {transaction!r}")
    definitions = load_definitions(path)
    given = given_by(payment_plan(definitions, HistoryLimits()))
    if model_path is not None:
        load_model_for(model_path, definitions)
    rules = RulesSearch(rules_paths, definitions)
    search = _Search(ModelSearch(model_path, registry), rules, model_path, given)
    accounts = [search.account(decision) for decision in decisions]
    click.echo(_json(accounts) if as_json else "\n\n".join(map(search.text, accounts)))
    if not all(account.reproduced for account in accounts):
        raise click.exceptions.Exit(NOT_REPRODUCED_EXIT)


@dataclass(frozen=True, slots=True)
class _Search:
    """Where model and rules of a decision are looked for; `given` stands in for one not found."""

    models: ModelSearch
    rules: RulesSearch
    given: Path | None
    features: GivenFeatures

    def account(self, decision: Decision) -> Account:
        directory = self.models.find(decision.model) or self.given or SHIPPED_MODEL
        artifact = load_model_for(directory, self.features.definitions)
        scorer = OnnxScorer(artifact, self.features.names)
        rules = self.rules.find(decision.ruleset) or self.rules.first
        return account_of(decision, scorer, rules, self.features)

    def text(self, account: Account) -> str:
        decision = account.decision
        directory = self.models.find(decision.model)
        notes = {
            "model": f"searched: {self.models.searched()}; name others with --model or --registry"
            if directory is None
            else f"found: {directory}",
            "rules": f"searched: {self.rules.searched()}; name others with --rules",
        }
        if decision.definitions:
            notes["definitions"] = "name the file with --definitions"
        if directory == SHIPPED_MODEL or decision.score is None:
            del notes["model"]
        if self.rules.find(decision.ruleset) is not None:
            del notes["rules"]
        return account_text(account, notes)


def _json(accounts: list[Account]) -> str:
    return msgspec.json.encode({"decisions": accounts}).decode()
