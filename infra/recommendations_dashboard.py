"""What the dashboard of a stack shows of the recommendation job's own, from events in to lists."""

from infra.dashboard_body import Graph, Heading
from infra.job_widgets import ShownJob, arriving, counters, keeping_up, labelled_counters
from infra.stack_config import StackConfig


def recommendation_widgets(shown: ShownJob, config: StackConfig) -> list[Graph | Heading]:
    """The widgets, from top to bottom."""
    app = shown.application
    lists = {"lists": "made", "lists_unchanged": "the same as before"}
    return [
        arriving(shown, "Shopping events put on the stream"),
        labelled_counters(app, "Lists", lists),
        *keeping_up(shown, config),
        counters(app, "Records that were no event", ("rejected", "duplicates", "late")),
        counters(app, "Read by the job", ("events_in", "items_in", "links_in")),
        counters(app, "Events that count", ("accepted",)),
    ]
