"""The files of a bundle and where each stands in it.

main.py                          the program that Flink starts
dep/                             all that is imported: modules, rules, models, definitions, wheels
                                 and a team's packages/; Flink puts it on the path of all
dep/revstream-VERSION.dist-info  the project's version, and the hash of all else in dep/
lib/revstream-connectors.jar     the one jar
"""

import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from infra.bundle.definitions import check_definitions
from infra.bundle.manifest import BundledFile, BundleError
from infra.bundle.project_modules import ImportedModules, imported_modules
from infra.bundle.variant import Variant
from infra.bundle.wheels import Wheels, wheels_for

PROGRAM: Final = "main.py"
PACKAGES: Final = "dep"
JAR: Final = "lib/revstream-connectors.jar"

_BUILT_JAR: Final = Path("connectors/target/revstream-connectors.jar")
SYSTEMS: Final = ("fraud", "recommendations")
"""The jobs that `main.py` can run and that keep state."""

# In the rooms of each system.
_RULES: Final = "models/{}/rules/*.yaml"
_MODELS: Final = "models/{}/artifacts/*/*"
_DEFINITIONS: Final = "features/{}/*.yaml"
_OWN_RATES: Final = "features/{}/*.csv"
_NEEDED: Final = {_RULES: SYSTEMS, _DEFINITIONS: SYSTEMS, _MODELS: ("fraud",)}
"""Of which systems there must be such files: lists are made without a ranker too."""
_RATES: Final = "events/shared/money/*.csv"
_OWN_WHEELS: Final = "packages/*.whl"
_OWN_PACKAGES: Final = "packages/*/pyproject.toml"


@dataclass(frozen=True)
class Contents:
    """All files of a bundle but its manifest.

    Attributes:
        files: contents by path inside the archive.
        rules: paths of the rules.
        models: paths of the models' files.
        definitions: paths of the definitions of features.
        project_version: of the packages inside.
        wheels: what is in it of others.
    """

    files: Mapping[str, bytes]
    rules: tuple[str, ...]
    models: tuple[str, ...]
    definitions: tuple[str, ...]
    project_version: str
    wheels: Wheels


def read_contents(root: Path, variant: Variant) -> Contents:
    """Gather the files of a bundle from the project's folder.

    Raises:
        BundleError: something is missing; the message says how to get it.
    """
    jar = root / _BUILT_JAR
    if not jar.is_file():
        raise BundleError(f"{jar}: no such file: run `make jar`")
    version = _project_version(root)
    modules = imported_modules(root, PROGRAM)
    wheels = wheels_for(root, _from_elsewhere(modules), variant, _own_packages(root))
    project = _modules(root, modules)
    rules, models, definitions = (
        _decided_by(root, pattern) for pattern in (_RULES, _MODELS, _DEFINITIONS)
    )
    rates, own_rates = _needed(root, _RATES), _of_systems(root, _OWN_RATES)
    check_definitions(root, definitions, own_rates, wheels.aggregates)
    project |= rules | models | definitions | rates | own_rates
    packages = _together(project, wheels.files)
    packages |= _metadata(version, wheels.versions, packages)
    files = {f"{PACKAGES}/{path}": content for path, content in packages.items()}
    files[PROGRAM] = (root / PROGRAM).read_bytes()
    files["LICENSE"] = (root / "LICENSE").read_bytes()
    files[JAR] = jar.read_bytes()
    decided_by = (_archived(rules), _archived(models), _archived(definitions))
    return Contents(files, *decided_by, version, wheels)


def code_sha256(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the paths and the hashes of `files`, in the order of their paths."""
    lines = (f"{sha256(files[path]).hexdigest()} {path}\n" for path in sorted(files))
    return sha256("".join(lines).encode()).hexdigest()


def described(files: Mapping[str, bytes]) -> tuple[BundledFile, ...]:
    """Path, size and hash of each file, in the order of their paths."""
    return tuple(
        BundledFile(path, len(files[path]), sha256(files[path]).hexdigest())
        for path in sorted(files)
    )


def _project_version(root: Path) -> str:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def _from_elsewhere(modules: ImportedModules) -> dict[str, Path]:
    own = sys.stdlib_module_names
    return {name: file for name, file in modules.external.items() if name not in own}


def _modules(root: Path, modules: ImportedModules) -> dict[str, bytes]:
    """The project's modules by path."""
    return {file.as_posix(): (root / file).read_bytes() for file in modules.files[1:]}


def _decided_by(root: Path, pattern: str) -> dict[str, bytes]:
    """The files of a pattern by path, of every system.

    Raises:
        BundleError: there is none of a system that needs some.
    """
    for system in _NEEDED[pattern]:
        _needed(root, pattern.format(system))
    return _of_systems(root, pattern)


def _of_systems(root: Path, pattern: str) -> dict[str, bytes]:
    found = (_found(root, pattern.format(system)) for system in SYSTEMS)
    return {path: content for files in found for path, content in files.items()}


def _needed(root: Path, pattern: str) -> dict[str, bytes]:
    """The files of a pattern by path, at least one.

    Raises:
        BundleError: there is none.
    """
    found = _found(root, pattern)
    if not found:
        raise BundleError(f"{root / pattern}: no such file: a job decides by them")
    return found


def _found(root: Path, pattern: str) -> dict[str, bytes]:
    """The files of a pattern by path."""
    paths = sorted(path for path in root.glob(pattern) if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def _own_packages(root: Path) -> list[Path]:
    """A team's own packages: wheels, and folders that one is built from."""
    folders = [path.parent for path in root.glob(_OWN_PACKAGES)]
    return sorted((*root.glob(_OWN_WHEELS), *folders))


def _archived(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{PACKAGES}/{path}" for path in paths)


def _together(project: Mapping[str, bytes], wheels: Mapping[str, bytes]) -> dict[str, bytes]:
    both = {path.partition("/")[0] for path in project} & {
        path.partition("/")[0] for path in wheels
    }
    if both:
        raise BundleError(f"{', '.join(sorted(both))}: a package of the project, and of a wheel")
    return {**project, **wheels}


def _metadata(
    version: str, wheels: Mapping[str, str], packages: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The project as an installed distribution, by which a job knows its version."""
    folder = f"revstream-{version}.dist-info"
    lines = ["Metadata-Version: 2.1", "Name: revstream", f"Version: {version}"]
    lines += [f"Requires-Dist: {name}=={wheels[name]}" for name in sorted(wheels)]
    return {
        f"{folder}/METADATA": "".join(f"{line}\n" for line in lines).encode(),
        f"{folder}/code.sha256": f"{code_sha256(packages)}\n".encode(),
    }
