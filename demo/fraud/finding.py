"""What a run found, and what of it is shown one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from demo.fraud.data import DataSet
from demo.fraud.example import blocked_example
from demo.fraud.kept import Kept
from demo.fraud.place import Place
from demo.fraud.plan import DemoPlan
from demo.fraud.store_census import ReadBack, newest_decisions, read_back
from demo.fraud.summary import Summary, paced_decisions
from events.fraud.decision import Decision
from features.fraud.catalogue import SHIPPED
from features.shared.definitions.model import Definitions
from models.shared.manifest import ModelManifest
from models.shared.rules import RuleSet
from simulator.files import Truth


@dataclass(frozen=True, slots=True)
class Finding:
    """What a run found: the summary and what it was made from."""

    plan: DemoPlan
    data: DataSet
    decisions: Sequence[Decision]
    summary: Summary

    @property
    def paced(self) -> list[Decision]:
        """The decisions whose latency counts."""
        start = self.plan.measured_from(len(self.data.records))
        return paced_decisions(self.data, self.decisions, start)


@dataclass(frozen=True, slots=True)
class Explained:
    """A blocked payment, and what it really was."""

    decision: Decision
    truth: Truth


@dataclass(frozen=True, slots=True)
class Exhibits:
    """What is shown one by one.

    Attributes:
        explained: a blocked payment, None where nothing was blocked.
        card: a card as the store has it: that of the blocked payment, if it is there.
        rules: in force.
        manifest: of the model in force.
        definitions: in force.
    """

    explained: Explained | None
    card: ReadBack | None
    rules: RuleSet
    manifest: ModelManifest
    definitions: Definitions = SHIPPED


def exhibits(finding: Finding, place: Place, store_url: str, kept: Kept) -> Exhibits:
    """What is shown of `finding`, while the store is still there."""
    loader = place.loader()
    example = blocked_example(finding.decisions, finding.data.truth)
    explained = card = None
    if example is not None:
        explained = Explained(example, finding.data.truth[example.transaction_id])
        card = _card(finding, example.card_id, store_url, kept) if "card" in kept.kinds else None
    rules, manifest = loader.load_rules(), loader.load_model().manifest
    return Exhibits(explained, card, rules, manifest, kept.definitions)


def _card(finding: Finding, card_id: str, store_url: str, kept: Kept) -> ReadBack | None:
    on_time = [decision for decision in finding.decisions if not decision.late]
    newest = newest_decisions(on_time, "card", kept).get(card_id)
    return None if newest is None else read_back(store_url, newest[-1], kept)
