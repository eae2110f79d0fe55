"""Which keys of the online store the recommendation job writes, by its definitions.

definition file of the bundle --entities--> features:item:*, ... recommendations:*, candidates:*
"""

from pathlib import PurePosixPath
from typing import Final
from zipfile import ZipFile

from features.recommendations.definitions import DEFAULT, load_definitions, parse_definitions
from features.shared.definitions.faults import DefinitionsError
from features.shared.definitions.model import Definitions
from infra.bundle.manifest import BundleRef
from infra.stack_config import StackConfig
from infra.stack_config_reader import ConfigError

LIST_KEYS: Final = ("recommendations:*", "candidates:*")
"""Of lists, and of what lists are made of on request."""

_SETTING: Final = "features.definitions"
_FOLDER: Final = "dep/features/recommendations"


def list_job_keys(config: StackConfig, bundle: BundleRef) -> tuple[str, ...]:
    """Patterns of the keys of lists and of the job's own features; none where it is off.

    Raises:
        ConfigError: its definition file, by which entities have features, is not usable.
    """
    if not config.recommendations.enabled:
        return ()
    named = config.recommendations.properties.get(_SETTING, DEFAULT)
    try:
        definitions = _definitions(named, bundle)
    except (DefinitionsError, KeyError) as error:
        raise ConfigError([f"recommendations.properties: {_SETTING}: {error}"]) from None
    of_features = (f"features:{entity.name}:*" for entity in definitions.entities)
    return (*LIST_KEYS, *of_features)


def _definitions(named: str, bundle: BundleRef) -> Definitions:
    """The file of that name in the bundle, which is not unpacked here, or the shipped one."""
    if named == DEFAULT:
        return load_definitions(DEFAULT)
    path = f"{_FOLDER}/{PurePosixPath(named).name}"
    with ZipFile(bundle.path) as archive:
        return parse_definitions(archive.read(path).decode(), path)
