"""Decisions on request, put together by the settings of the job that they are to equal."""

from dataclasses import dataclass

from features.shared.definitions.model import Definitions
from jobs.fraud.decided_by import decided_by
from jobs.fraud.settings import FraudSettings
from jobs.shared.locations import KinesisStream
from online_store.mirrored_states import StateStore
from serving.fraud.agreement import Agreement
from serving.fraud.named_files import NamedFiles
from serving.fraud.payment_scorer import PaymentScorer
from serving.fraud.replacing import Replacing
from serving.fraud.score_answer import Scores
from serving.fraud.score_bands import BandLimits, ModelBands
from serving.fraud.sync_scoring import SyncScoring
from serving.shared.forwarding import NoForwarding, QueuedForwarding
from serving.shared.kinesis import KinesisWriter, kinesis_client


@dataclass(frozen=True)
class Deciding:
    """What decides on request.

    Attributes:
        definitions: that it decides by.
        scoring: decides.
        agreement: compares what was said with what the job decides.
        forwarding: brings payments to the job's stream; None where their sender does.
        bands: of the scores of each model.
        replacing: puts other rules or another model in force.
    """

    definitions: Definitions
    scoring: SyncScoring
    agreement: Agreement
    forwarding: QueuedForwarding | None
    bands: ModelBands
    replacing: Replacing


def deciding(
    settings: FraudSettings, store: StateStore, *, forwards: bool, look_s: float
) -> Deciding:
    """What decides as the job of `settings` does.

    Args:
        settings: of the job.
        store: that the job writes states to.
        forwards: whether payments go on to the job's source, where that is a stream.
        look_s: seconds between two looks whether rules or model have changed; 0 for none.

    Raises:
        DefinitionsError, SettingsError, RuleSetError, ModelArtifactError: see `decided_by`.
    """
    files, agreement, bands = NamedFiles.of(settings), Agreement(), ModelBands()
    # Before they are read: what changes meanwhile is seen.
    digest = files.digest()
    by = decided_by(settings)
    scorer = PaymentScorer(by, settings)
    forwarding = _forwarding(settings) if forwards else None
    handed_on = NoForwarding() if forwarding is None else forwarding
    scoring = SyncScoring(scorer, store, handed_on, agreement)

    def put_in_force(other: PaymentScorer) -> None:
        bands.note(other.decider.model, other.decider.thresholds)
        scoring.put_in_force(other)

    bands.note(scorer.decider.model, scorer.decider.thresholds)
    replacing = Replacing(
        files=files,
        digest=digest,
        scorer=scorer,
        build=lambda: PaymentScorer(decided_by(settings), settings),
        put_in_force=put_in_force,
        every_s=look_s,
    )
    return Deciding(by.definitions, scoring, agreement, forwarding, bands, replacing)


def scores_of(decides: Deciding, limits: BandLimits | None) -> Scores:
    """What makes scores of the answers of `decides`.

    Args:
        decides: what decides.
        limits: of the bands; None for those that go with the thresholds of the model that decided.
    """
    of_model = decides.bands.of if limits is None else lambda _: limits
    return Scores(of_model, dict(decides.definitions.reasons))


def _forwarding(settings: FraudSettings) -> QueuedForwarding | None:
    source = settings.source_uri
    if not isinstance(source, KinesisStream):
        return None
    return QueuedForwarding(KinesisWriter(kinesis_client(settings), source.name))
