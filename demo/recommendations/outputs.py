"""What the job put out, read back from its files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from events.recommendations.recommendation_list import RecommendationList
from events.shared.feature_update import FeatureUpdate
from jobs.recommendations.run_summary import RunSummary


@dataclass(frozen=True, slots=True)
class Outputs:
    """The outputs of one run.

    Attributes:
        counts: what became of every record.
        lists: in the order in which they were written.
        folder: of the files.
    """

    counts: RunSummary
    lists: list[RecommendationList]
    folder: Path

    def feature_updates(self) -> Iterator[FeatureUpdate]:
        """The updates of features, one by one: there are several an event."""
        decode = msgspec.json.Decoder(FeatureUpdate).decode
        with (self.folder / "features.jsonl").open("rb") as lines:
            yield from map(decode, lines)


def read_outputs(folder: Path, counts: RunSummary) -> Outputs:
    """The outputs in the folder of a file sink, after a run with these counts."""
    decode = msgspec.json.Decoder(RecommendationList).decode
    with (folder / "lists.jsonl").open("rb") as lines:
        return Outputs(counts, list(map(decode, lines)), folder)
