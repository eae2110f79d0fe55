"""Definition files of the fraud system: the one that is shipped, or a team's own."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Final

from features.fraud.payment_fields import payment_schema
from features.shared.definitions import aggregate_faults as own_aggregates
from features.shared.definitions import meanings, parsing
from features.shared.definitions.hops import Hop, hops_of
from features.shared.definitions.model import Definitions
from features.shared.placed_file import in_code

DEFAULT: Final = "default"
"""What stands for the shipped file wherever the path of one is expected."""
_SHIPPED_PATH: Final = "features/fraud/definitions.yaml"
_FOLDER: Final = Path(__file__).parent


def shipped_text() -> str:
    """The text of the file that comes with the package."""
    return files("features.fraud").joinpath("definitions.yaml").read_text(encoding="utf-8")


_SYSTEM: Final = parsing.System(payment_schema, shipped_text, _SHIPPED_PATH)


def parse_definitions(text: str, path: str, shipped: str | None = None) -> Definitions:
    """Check the text of a definition file.

    Args:
        text: of the file.
        path: for messages.
        shipped: text of the file that it may extend; None for that of this version.

    Raises:
        DefinitionsError: anything in it is wrong.
    """
    system = _SYSTEM if shipped is None else replace(_SYSTEM, shipped_text=lambda: shipped)
    return parsing.parse_definitions(text, path, system)


def load_definitions(path: str) -> Definitions:
    """Read and check the file of that path, or the shipped one where it is `DEFAULT`.

    Raises:
        DefinitionsError: the file cannot be read or anything in it is wrong.
    """
    named = definitions_path(path)
    if named is None:
        return parse_definitions(shipped_text(), _SHIPPED_PATH)
    return parsing.load_definitions(named, _SYSTEM)


def definitions_path(setting: str) -> Path | None:
    """The definition file that a setting names; None for the shipped one."""
    return None if setting == DEFAULT else in_code(setting, _FOLDER)


def aggregate_faults(definitions: Definitions) -> list[str]:
    """What is wrong with the own aggregates that a file names: a line each, with its place."""
    return own_aggregates.aggregate_faults(definitions, payment_schema(definitions.money))


def hops(definitions: Definitions) -> tuple[Hop, ...]:
    """The keys that payments pass, the last of them that of the decision."""
    return hops_of(definitions.entities, payment_schema(definitions.money).decided_by)


def feature_meanings(definitions: Definitions) -> dict[str, str]:
    """The fingerprint of what each feature means, by name; see `meanings.feature_meanings`."""
    return meanings.feature_meanings(definitions, payment_schema(definitions.money))
