"""The fraud job: decides payments as they come."""

from pathlib import Path
from typing import Any, Final

from features.fraud.catalogue import FEATURE_NAMES, SHIPPED
from features.fraud.payment_plan import key_states, payment_plan
from features.shared.limits import HistoryLimits
from features.shared.state.state_log import LogFormat
from jobs.fraud import topology
from jobs.fraud.decided_by import decided_by
from jobs.fraud.history_file import with_history_in_one_file
from jobs.fraud.labels_file import with_labels_inline
from jobs.fraud.outputs import OUTPUTS
from jobs.fraud.run_summary import ACTIONS, summary
from jobs.fraud.settings import FraudSettings, load_settings
from jobs.fraud.sources import PAYMENTS
from jobs.shared.job import Job
from jobs.shared.progress import WatchedOperators
from jobs.shared.sources import PACE
from udfs.shared.pace import PACED_SINCE_MS


def _check(settings: FraudSettings) -> None:
    """Load definitions, rules and model."""
    decided_by(settings).load_decider()


def _logs() -> tuple[LogFormat[Any, Any], ...]:
    """The logs of the keys that the shipped definitions have; no limit changes their form."""
    limits = HistoryLimits()
    states = key_states(payment_plan(SHIPPED, limits, FEATURE_NAMES), limits)
    return tuple(one.log.format for one in states)


def _prepare(settings: FraudSettings, folder: Path) -> FraudSettings:
    """Bring files of a local run into the form that the job reads."""
    if settings.is_history:
        return with_history_in_one_file(settings, folder / "history")
    return with_labels_inline(settings, folder)


FRAUD: Final = Job(
    name="fraud",
    load=load_settings,
    check=_check,
    prepare=_prepare,
    build=topology.build,
    outputs=OUTPUTS,
    logs=_logs(),
    watched=WatchedOperators(
        source=PAYMENTS,
        # One row a payment, and none for a label.
        result=topology.DECISION_UID,
        counters={
            topology.CARD_UID: ("payments_in", "labels_in", "rejected", "duplicates", "late"),
            topology.DECISION_UID: tuple(f"decided_{action}" for action in ACTIONS),
            PACE: (PACED_SINCE_MS,),
        },
    ),
    summary=summary,
)
