"""What the dashboard of a stack shows of the fraud job's own, from payments in to decisions out."""

from infra.dashboard_body import Graph, Heading
from infra.job_widgets import ShownJob, arriving, counters, keeping_up, labelled_counters
from infra.stack_config import StackConfig


def fraud_widgets(shown: ShownJob, config: StackConfig) -> list[Graph | Heading]:
    """The widgets, from top to bottom."""
    app = shown.application
    actions = {f"decided_{action}": action for action in ("allow", "flag", "block")}
    return [
        arriving(shown, "Payments put on the stream"),
        labelled_counters(app, "Decisions by action", actions),
        *keeping_up(shown, config),
        counters(app, "Records that were no decision", ("rejected", "duplicates", "late")),
        labelled_counters(
            app, "Payments that the model gave no probability", {"invalid_scores": "flagged"}
        ),
        counters(app, "Read by the job", ("payments_in", "labels_in")),
    ]
