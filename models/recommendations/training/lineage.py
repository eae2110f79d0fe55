"""Where a ranker comes from: data, times, settings, libraries; enough to make it again."""

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256

from msgspec import Struct

from features.recommendations.limits import RecommendationLimits
from models.recommendations.training.settings import RankerSettings
from models.recommendations.training.split import Split


class Lineage(Struct, frozen=True, kw_only=True):
    """As JSON in ``lineage.json``.

    Attributes:
        data_id: of what lists were made of: the inputs, the definitions and the limits.
        inputs: sha256 of each input, by what it is.
        definitions_sha256: of the definitions.
        limits: of the states.
        split: by time.
        settings: of the training.
        shopper_share: of the shoppers whose lists count.
        code_version: of this project.
        python: version of Python.
        trained_with: library versions by name.
    """

    data_id: str
    inputs: dict[str, str]
    definitions_sha256: str
    limits: RecommendationLimits
    split: Split
    settings: RankerSettings
    shopper_share: float
    code_version: str
    python: str
    trained_with: dict[str, str]


def data_id(
    inputs: Mapping[str, str], definitions_sha256: str, limits: RecommendationLimits
) -> str:
    """A sha256 of all that the inputs of a ranker are computed from."""
    said = [dict(inputs), definitions_sha256, asdict(limits)]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def python_version() -> str:
    """Version of the interpreter."""
    return platform.python_version()
