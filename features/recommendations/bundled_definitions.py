"""What a job keeps its states by, found in the files of its bundle without running any of them.

::

    features/recommendations/own.yaml --> definitions, of which all features are computed
"""

from collections.abc import Mapping
from typing import Final

from features.recommendations.definitions import DEFAULT, parse_definitions
from features.recommendations.limits import RecommendationLimits
from features.recommendations.shopping_plan import shopping_plan
from features.shared.placed_file import path_in_bundle, text_in_bundle
from features.shared.plan.definition_change import InForce

WORKS_BY: Final = ("features/recommendations/*.yaml",)
"""The files of a bundle that say what its job computes."""

_FOLDER: Final = "features/recommendations"
_SHIPPED: Final = f"{_FOLDER}/definitions.yaml"


def bundled(files: Mapping[str, bytes], named: str, limits: RecommendationLimits) -> InForce | None:
    """What a job of a bundle keeps its states by; None where it has no file of definitions.

    Args:
        files: those of `WORKS_BY` by path.
        named: the definitions that the settings name: a file, or `default`.
        limits: of the job.

    Raises:
        DefinitionsError: the definitions are not sound to this version.
        ValueError: the file is not in the bundle, or a category could not be ranked by it.
    """
    if _SHIPPED not in files:
        return None
    path = path_in_bundle(named, _FOLDER, _SHIPPED if named == DEFAULT else None)
    shipped = text_in_bundle(files, _SHIPPED)
    definitions = parse_definitions(text_in_bundle(files, path), path, shipped)
    made = shopping_plan(definitions, limits.history)
    # Cards lie at the neighbours of an item and in sessions.
    return InForce(definitions, made.plan.names, limits.history, made.plan, made.item_names)
