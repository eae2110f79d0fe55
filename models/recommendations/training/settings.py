"""How a ranker is trained."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RankerSettings:
    """Settings of a training.

    Attributes:
        lists: lists that it learns from, at most.
        from_share: share of the history, by time, that only fills the states.
        validation_share: share of the lists, the last ones, that say when to stop.
        trees: trees at most.
        leaves: of a tree.
        learning_rate: of boosting.
        least_rows: of a leaf.
        feature_share: of the inputs that a tree may read.
        patience: trees without a better validation after which training stops.
        seed: of all that is drawn.
        threads: of the training.
    """

    lists: int = 80_000
    from_share: float = 0.4
    validation_share: float = 0.1
    trees: int = 400
    leaves: int = 31
    learning_rate: float = 0.06
    least_rows: int = 100
    feature_share: float = 0.7
    patience: int = 40
    seed: int = 17
    threads: int = 2
