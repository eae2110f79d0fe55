"""The wheels of a bundle: those of `uv.lock` and a team's own packages, less what no job needs.

uv.lock     --+--> installed into a folder --> behind what is imported --pruned--> files
packages/   --+                                or brings an aggregate
"""

import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from infra.bundle.distributions import Distribution, needed_by, read_distributions
from infra.bundle.manifest import BundleError
from infra.bundle.pruning import pruning_of
from infra.bundle.variant import Variant

PYTHON: Final = "3.11"

FLINK_MODULES: Final = frozenset({"numpy", "pemja", "py4j", "pyarrow", "pyflink"})
"""What a job imports of Flink's own Python environment."""

_FLINK_DISTRIBUTIONS: Final = frozenset(
    {"apache-beam", "apache-flink", "numpy", "pandas", "protobuf", "pyarrow"}
)
"""What a team's own packages may need of it."""

_PROJECT: Final = "revstream"


@dataclass(frozen=True)
class Wheels:
    """What the wheels bring to a bundle.

    Attributes:
        files: contents by path relative to where they are installed.
        versions: by name of each distribution.
        pruned_bytes: by kind of file, what was left out.
        aggregates: names of the own aggregates that they bring.
    """

    files: Mapping[str, bytes]
    versions: Mapping[str, str]
    pruned_bytes: Mapping[str, int]
    aggregates: frozenset[str]


def wheels_for(
    root: Path, imported: Mapping[str, Path], variant: Variant, packages: Sequence[Path]
) -> Wheels:
    """The wheels behind what the project's files import from elsewhere, and a team's own.

    Args:
        root: the project's folder.
        imported: packages that are not the project's, each with a file that imports it.
        variant: which wheels.
        packages: wheels, and folders that one is built from, of a team's own.

    Raises:
        BundleError: the wheels cannot be had, or something that is needed is in none of them.
    """
    with TemporaryDirectory(prefix="revstream-wheels-") as folder:
        _install(root, Path(folder), variant, packages)
        installed = read_distributions(Path(folder))
        needed = needed_by(imported, installed)
        _check_complete(imported, needed)
        _check_own(needed)
        left = variant.left_to_flink
        kept = {name: entry for name, entry in needed.items() if name not in left}
        return _read(Path(folder), kept)


def _install(root: Path, folder: Path, variant: Variant, packages: Sequence[Path]) -> None:
    script = root / "scripts" / "bootstrap"
    if not script.is_file():
        raise BundleError(f"{script}: no such file: a bundle is built from the project's folder")
    ended = subprocess.run(  # noqa: S603 - the project's own script
        [script, "wheels", folder, variant.glibc, *packages],
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        raise BundleError(ended.stderr.strip() or f"{script} wheels: failed without a word")


def _check_complete(imported: Mapping[str, Path], needed: Mapping[str, Distribution]) -> None:
    brought = FLINK_MODULES.union(*(entry.modules for entry in needed.values()))
    missing = [f"{file} imports {name}" for name, file in imported.items() if name not in brought]
    if missing:
        raise BundleError(
            f"{'; '.join(missing)}: neither a dependency of the project nor part of Flink's Python"
        )


def _check_own(needed: Mapping[str, Distribution]) -> None:
    """A team's packages are installed without what they need: `uv.lock` does not name it."""
    known = {*needed, *_FLINK_DISTRIBUTIONS, _PROJECT}
    unmet = [
        f"{entry.name} needs {', '.join(missing)}"
        for entry in needed.values()
        if entry.aggregates and (missing := sorted(entry.required - known))
    ]
    if unmet:
        raise BundleError(
            f"{'; '.join(unmet)}: neither in the bundle nor part of Flink's Python: put its wheel"
            " into packages/, too"
        )


def _read(folder: Path, distributions: Mapping[str, Distribution]) -> Wheels:
    files: dict[str, bytes] = {}
    pruned: Counter[str] = Counter()
    for entry in distributions.values():
        for path in entry.files:
            pruning = pruning_of(path)
            if pruning is None:
                files[path] = (folder / path).read_bytes()
            else:
                pruned[pruning.what] += (folder / path).stat().st_size
    versions = {name: entry.version for name, entry in distributions.items()}
    aggregates = frozenset[str]().union(*(entry.aggregates for entry in distributions.values()))
    return Wheels(files, versions, dict(pruned.most_common()), aggregates)
