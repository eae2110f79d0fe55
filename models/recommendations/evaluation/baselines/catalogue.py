"""All baselines by name, as they are compared."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from models.recommendations.evaluation.baselines.item_knn import ItemKnn
from models.recommendations.evaluation.baselines.markov import Markov
from models.recommendations.evaluation.baselines.popularity import Popularity
from models.recommendations.evaluation.baselines.repeats import Repeats
from models.recommendations.evaluation.baselines.sequential_rules import SequentialRules
from models.recommendations.evaluation.baselines.vsknn import Vsknn
from models.recommendations.evaluation.baselines.vsknn_settings import (
    TUNED_ON_RETAILROCKET,
    TUNED_ON_RETAILROCKET_USERS,
)
from models.recommendations.evaluation.coded_sessions import CodedSessions
from models.recommendations.evaluation.recommender import Recommender

BASELINES: Final[Mapping[str, Callable[[CodedSessions], Recommender]]] = {
    "popularity": Popularity,
    "repeats": Repeats,
    "markov": Markov,
    "item_knn": ItemKnn,
    "sequential_rules": SequentialRules,
    "vsknn": Vsknn,
    "vsknn_retailrocket": partial(Vsknn, settings=TUNED_ON_RETAILROCKET),
    "vsknn_retailrocket_users": partial(Vsknn, settings=TUNED_ON_RETAILROCKET_USERS),
}
"""Name to what builds it from sessions."""
