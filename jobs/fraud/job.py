"""The fraud job: decides payments as they come."""

from typing import Final

from features.fraud.card import CARD_LOG
from features.fraud.merchant import MERCHANT_LOG
from jobs.fraud import topology
from jobs.fraud.labels_file import with_labels_inline
from jobs.fraud.outputs import OUTPUTS
from jobs.fraud.run_summary import ACTIONS, summary
from jobs.fraud.settings import FraudSettings, load_settings
from jobs.fraud.sources import PAYMENTS
from jobs.shared.job import Job
from jobs.shared.progress import WatchedOperators
from udfs.fraud.loading import DeciderLoader


def _check(settings: FraudSettings) -> None:
    """Load rules and model."""
    DeciderLoader(settings.decision_rules, settings.decision_model, topology.job_version())()


FRAUD: Final = Job(
    name="fraud",
    load=load_settings,
    check=_check,
    prepare=with_labels_inline,
    build=topology.build,
    outputs=OUTPUTS,
    logs=(CARD_LOG, MERCHANT_LOG),
    watched=WatchedOperators(
        source=PAYMENTS,
        # One row a payment, and none for a label.
        result=topology.DECISION_UID,
        counters={
            topology.CARD_UID: ("payments_in", "labels_in", "rejected", "duplicates", "late"),
            topology.DECISION_UID: tuple(f"decided_{action}" for action in ACTIONS),
        },
    ),
    summary=summary,
)
