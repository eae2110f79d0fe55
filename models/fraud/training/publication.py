"""Trains a model, proves its export on every training row and puts it into the registry."""

from dataclasses import dataclass
from pathlib import Path

from models.fraud.training.export import Identity, to_artifact
from models.fraud.training.fit import fit
from models.fraud.training.fitted_model import FittedModel
from models.fraud.training.knowledge import Knowledge
from models.fraud.training.lineage import lineage_of
from models.fraud.training.model_card import model_card
from models.fraud.training.model_profile import profile_of, scored_part, with_profile
from models.fraud.training.registry import Entry, Registry
from models.fraud.training.rows import labelled_rows
from models.fraud.training.settings import TrainSettings
from models.fraud.training.tuning import Progress
from models.shared.training.period import Period
from trainset.table import TrainingTable


@dataclass(frozen=True, slots=True)
class Order:
    """What to train, and what to call it."""

    name: str
    period: Period
    known_at_ms: int
    settings: TrainSettings


@dataclass(frozen=True, slots=True)
class Published:
    """A model of the registry, in `directory`."""

    directory: Path
    version: str
    model: FittedModel


def publish(
    table: TrainingTable, order: Order, registry: Registry, progress: Progress
) -> Published:
    """Trains on `table` and saves the next version.

    Raises:
        ValueError: too little to train on, see `fit`.
        ParityError: the ONNX graph scores a training row otherwise than the fitted model.
        FileExistsError: somebody else made the same version meanwhile.
    """
    number = registry.next_version(order.name)
    model = fit(table, order.period, order.known_at_ms, order.settings, progress)
    report = model.report
    knowledge = Knowledge(report.known_at_ms, report.maturity_ms)
    period = knowledge.mature(order.period)
    rows = labelled_rows(table, model.features, period, knowledge, model.missing_value)
    progress(f"the ONNX graph is compared with the model on {len(rows)} payments")
    identity = Identity(order.name, str(number), table.data_id, table.definitions)
    profile = profile_of(table, model, period, scored_part(table, order.period))
    artifact = with_profile(to_artifact(model, rows.inputs, identity), profile)
    lineage = lineage_of(
        data_id=table.data_id,
        period=order.period,
        known_at_ms=order.known_at_ms,
        settings=order.settings,
        parent=str(number - 1) if number > 1 else None,
    )
    card = model_card(model, order.name, str(number), lineage)
    directory = registry.save(artifact, Entry(report, lineage, card))
    return Published(directory, str(number), model)
