"""Decisions on request, put together by the settings of the job that they are to equal."""

from dataclasses import dataclass

from jobs.fraud.decided_by import decided_by
from jobs.fraud.settings import FraudSettings
from jobs.shared.locations import KinesisStream
from models.fraud.thresholds import thresholds_of
from online_store.mirrored_states import StateStore
from serving.fraud.agreement import Agreement
from serving.fraud.payment_scorer import PaymentScorer
from serving.fraud.score_answer import Scores
from serving.fraud.score_bands import BandLimits, limits_of
from serving.fraud.sync_scoring import SyncScoring
from serving.shared.forwarding import NoForwarding, QueuedForwarding
from serving.shared.kinesis import KinesisWriter, kinesis_client


@dataclass(frozen=True)
class Deciding:
    """What decides on request.

    Attributes:
        scoring: decides.
        agreement: compares what was said with what the job decides.
        forwarding: brings payments to the job's stream; None where their sender does.
    """

    scoring: SyncScoring
    agreement: Agreement
    forwarding: QueuedForwarding | None


def deciding(settings: FraudSettings, store: StateStore, *, forwards: bool) -> Deciding:
    """What decides as the job of `settings` does.

    Args:
        settings: of the job.
        store: that the job writes states to.
        forwards: whether payments go on to the job's source, where that is a stream.

    Raises:
        DefinitionsError, SettingsError, RuleSetError, ModelArtifactError: see `decided_by`.
    """
    scorer, agreement = PaymentScorer(decided_by(settings), settings), Agreement()
    forwarding = _forwarding(settings) if forwards else None
    handed_on = NoForwarding() if forwarding is None else forwarding
    return Deciding(SyncScoring(scorer, store, handed_on, agreement), agreement, forwarding)


def scores_of(settings: FraudSettings, limits: BandLimits | None) -> Scores:
    """What makes scores of the answers of `deciding` by the same settings.

    Args:
        settings: of the job.
        limits: of the bands; None for those that go with the model's thresholds.

    Raises:
        DefinitionsError, SettingsError, RuleSetError, ModelArtifactError: see `decided_by`.
    """
    by = decided_by(settings)
    thresholds = thresholds_of(by.load_decider.load_model().manifest)
    return Scores(limits or limits_of(thresholds), dict(by.definitions.reasons))


def _forwarding(settings: FraudSettings) -> QueuedForwarding | None:
    source = settings.source_uri
    if not isinstance(source, KinesisStream):
        return None
    return QueuedForwarding(KinesisWriter(kinesis_client(settings), source.name))
