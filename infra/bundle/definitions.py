"""Whether the definition files of a bundle find there what they name: rates and own aggregates.

A job reads its file from the bundle where it is submitted, and the workers import the aggregates.
"""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from features.fraud.definitions import load_definitions as load_fraud_definitions
from features.recommendations.definitions import (
    load_definitions as load_recommendation_definitions,
)
from features.shared.definitions.faults import DefinitionsError
from features.shared.definitions.model import Aggregate, Definitions
from infra.bundle.manifest import BundleError

_LOADING: Final[Mapping[str, Callable[[str], Definitions]]] = {
    "fraud": load_fraud_definitions,
    "recommendations": load_recommendation_definitions,
}
"""By the room of a system."""


def check_definitions(
    root: Path, definitions: Collection[str], rates: Collection[str], aggregates: Collection[str]
) -> None:
    """See to it that every definition file can be used by a job of the bundle.

    Args:
        root: the project's folder.
        definitions: paths of the files below it.
        rates: paths of the files of exchange rates that travel with them.
        aggregates: names of the own aggregates that the wheels bring.

    Raises:
        BundleError: with every fault of a file, or what it names and the bundle lacks.
    """
    for path in definitions:
        try:
            found = _LOADING[PurePosixPath(path).parts[1]](str(root / path))
        except DefinitionsError as error:
            raise BundleError(str(error)) from None
        faults = [*_without_rates(path, found, rates), *_without_class(path, found, aggregates)]
        if faults:
            raise BundleError("\n".join(faults))


def _without_rates(path: str, found: Definitions, rates: Collection[str]) -> list[str]:
    name = found.money.rates
    if found.money.rates_text is None or str(PurePosixPath(path).parent / name) in rates:
        return []
    return [f"{path}: money.rates: '{name}': only a .csv file beside it travels in a bundle"]


def _without_class(path: str, found: Definitions, aggregates: Collection[str]) -> list[str]:
    return [
        f"{path}:{feature.line}: feature '{feature.name}': own aggregate '{feature.source.own}':"
        " no package of the bundle has it: put its folder or wheel into packages/"
        for feature in found.features
        if isinstance(feature.source, Aggregate)
        and feature.source.own is not None
        and feature.source.own not in aggregates
    ]
