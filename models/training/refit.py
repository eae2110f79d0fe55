"""The last fit: the best candidate, on the whole period."""

from models.training.classifiers import Classifier, average_of, fitted
from models.training.imbalance import Balance, balanced
from models.training.learners import Candidate
from models.training.rows import Rows
from models.training.settings import TrainSettings
from models.training.tuning import Trial


def refitted(rows: Rows, best: Trial, settings: TrainSettings) -> tuple[Classifier, float]:
    """The classifier, and by how much its log-odds of fraud are too high."""
    balance = balanced(
        rows.fraud,
        best.candidates[0].weighting,
        most_genuine=settings.most_genuine,
        seed=settings.seed,
    )
    part = rows.where(balance.rows)
    members = {
        candidate.kind: _fitted(candidate, part, balance, settings.seed)
        for candidate in best.candidates
    }
    if len(members) == 1:
        return next(iter(members.values())), balance.log_odds_ratio
    return average_of(members), balance.log_odds_ratio


def _fitted(candidate: Candidate, part: Rows, balance: Balance, seed: int) -> Classifier:
    return fitted(
        candidate.kind,
        candidate.settings,
        part.inputs,
        part.fraud,
        fraud_weight=balance.fraud_weight,
        seed=seed,
    )
