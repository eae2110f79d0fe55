"""Running the recommendation job in a test, and reading what it wrote."""

from dataclasses import dataclass
from pathlib import Path

from jobs.recommendations.job import RECOMMENDATIONS
from jobs.recommendations.outputs import OUTPUTS
from jobs.recommendations.run_summary import RunSummary
from jobs.recommendations.settings import load_settings
from jobs.shared.execution import run_local
from tests.jobs.outputs import Record, read_json_lines
from tests.jobs.recommendations.expected import Listed, listed


@dataclass(frozen=True)
class ShopOutputs:
    """The records of each result file of a run, and its summary.

    Attributes:
        lists: made.
        rejected: dead letters.
        late: late events.
        duplicates: repeated events and links.
        features: updates.
        summary: of the run.
    """

    lists: list[Record]
    rejected: list[Record]
    late: list[Record]
    duplicates: list[Record]
    features: list[Record]
    summary: RunSummary

    @property
    def listed(self) -> list[Listed]:
        """What the lists are made for and of."""
        return [listed(one) for one in self.lists]


def run_on_files(events: Path, items: str, folder: Path, **properties: str) -> ShopOutputs:
    """Run the job; `properties` are settings with `__` for the dot."""
    overrides = {name.replace("__", "."): value for name, value in properties.items()}
    places = {"source.uri": f"file:{events}", "sink.uri": f"file:{folder}", "items.uri": items}
    summary = run_local(RECOMMENDATIONS, load_settings({}, places | overrides))
    found = {name: read_json_lines(folder / f"{name}.jsonl") for name in OUTPUTS}
    return ShopOutputs(**found, summary=summary)
