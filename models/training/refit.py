"""The last fit: the best candidate, or those that are averaged, on the whole period."""

from models.training.classifiers import average_of
from models.training.fitting import Fit, fitted
from models.training.rows import Rows
from models.training.settings import TrainSettings
from models.training.tuning import Trial


def refitted(rows: Rows, best: Trial, settings: TrainSettings) -> Fit:
    """What won the tuning, fitted to all rows of the period."""
    members = {
        candidate.kind: fitted(
            candidate, rows, most_genuine=settings.most_genuine, seed=settings.seed
        )
        for candidate in best.candidates
    }
    first = next(iter(members.values()))
    if len(members) == 1:
        return first
    # Members of an average weigh frauds alike, so that one correction fits them all.
    average = average_of({kind: member.classifier for kind, member in members.items()})
    return Fit(average, first.log_odds_ratio)
