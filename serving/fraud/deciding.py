"""Decisions on request, put together by the settings of the job that they are to equal."""

from dataclasses import dataclass

from features.shared.definitions.model import Definitions
from jobs.fraud.decided_by import decided_by
from jobs.fraud.settings import FraudSettings
from jobs.shared.locations import KinesisStream
from models.fraud.thresholds import Thresholds
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
        definitions: that it decides by.
        thresholds: of the model's scores.
        scoring: decides.
        agreement: compares what was said with what the job decides.
        forwarding: brings payments to the job's stream; None where their sender does.
    """

    definitions: Definitions
    thresholds: Thresholds
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
    by, agreement = decided_by(settings), Agreement()
    scorer = PaymentScorer(by, settings)
    forwarding = _forwarding(settings) if forwards else None
    handed_on = NoForwarding() if forwarding is None else forwarding
    scoring = SyncScoring(scorer, store, handed_on, agreement)
    return Deciding(by.definitions, scorer.decider.thresholds, scoring, agreement, forwarding)


def scores_of(decides: Deciding, limits: BandLimits | None) -> Scores:
    """What makes scores of the answers of `decides`.

    Args:
        decides: what decides.
        limits: of the bands; None for those that go with the model's thresholds.
    """
    return Scores(limits or limits_of(decides.thresholds), dict(decides.definitions.reasons))


def _forwarding(settings: FraudSettings) -> QueuedForwarding | None:
    source = settings.source_uri
    if not isinstance(source, KinesisStream):
        return None
    return QueuedForwarding(KinesisWriter(kinesis_client(settings), source.name))
