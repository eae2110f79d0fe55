"""Builds a bundle from the project's folder.

main.py --imports--> modules, wheels --pruned--> archive, named by the hash of its contents
                     rules, models, jar          bundle.json, which names the archive
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from infra.bundle.archive import write_archive
from infra.bundle.contents import (
    JAR,
    PACKAGES,
    PROGRAM,
    SYSTEMS,
    Contents,
    described,
    read_contents,
)
from infra.bundle.glibc import needed_glibc
from infra.bundle.manifest import (
    MANIFEST,
    POINTER,
    BundledFile,
    BundleError,
    BundleManifest,
    BundleRef,
    contents_sha256,
    encode_manifest,
    read_bundle,
)
from infra.bundle.size import check_size, sizes_by_part
from infra.bundle.variant import USUAL, Variant
from infra.bundle.wheels import PYTHON
from jobs.shared.state_lock.lock import StateLockError, read_lock

_PROBE: Final = "probe"

_FORMAT: Final = 1
_FLINK: Final = "1.20"


@dataclass(frozen=True)
class BuiltBundle:
    """A bundle that was just built, and what became of its parts.

    Attributes:
        bundle: the bundle.
        size_bytes: of the archive.
        parts: bytes by part of the archive, the largest first.
        pruned: bytes by kind of file that was left out.
    """

    bundle: BundleRef
    size_bytes: int
    parts: Mapping[str, int]
    pruned: Mapping[str, int]


def build_bundle(root: Path, dist: Path, variant: Variant = USUAL) -> BuiltBundle:
    """Build the bundle of the project in `root` into `dist`.

    The archive that was the newest before is removed.

    Raises:
        BundleTooLargeError: it is above its budget; nothing is written.
        BundleError: it cannot be built; the message says what to do.
    """
    contents = read_contents(root, variant)
    manifest = _manifest(root, contents, variant)
    files = {**contents.files, MANIFEST: encode_manifest(manifest)}
    check_size(sum(map(len, files.values())), variant.budget_bytes)
    dist.mkdir(parents=True, exist_ok=True)
    archive = dist / manifest.name
    write_archive(archive, files)
    _point_to(dist, manifest)
    return BuiltBundle(
        BundleRef(archive, manifest),
        archive.stat().st_size,
        sizes_by_part(files),
        contents.wheels.pruned_bytes,
    )


def _manifest(root: Path, contents: Contents, variant: Variant) -> BundleManifest:
    files = described(contents.files)
    manifest = BundleManifest(
        format=_FORMAT,
        name="",
        sha256="",
        project_version=contents.project_version,
        jobs=(*SYSTEMS, _PROBE),
        python=PYTHON,
        platform=variant.platform,
        flink=_FLINK,
        run_options={"python": PROGRAM, "jarfile": JAR, "pyFiles": f"{PACKAGES}/"},
        rules=_hashes(files, contents.rules),
        models=_hashes(files, contents.models),
        definitions=_hashes(files, contents.definitions),
        state_lock=_state_locks(root),
        files=files,
        glibc=_checked_glibc(contents.files, variant),
        wheels=dict(contents.wheels.versions),
    )
    digest = contents_sha256(manifest)
    name = f"revstream-{digest[:16]}.zip"
    return msgspec.structs.replace(manifest, name=name, sha256=digest)


def _hashes(files: tuple[BundledFile, ...], paths: tuple[str, ...]) -> dict[str, str]:
    return {file.path: file.sha256 for file in files if file.path in paths}


def _state_locks(root: Path) -> dict[str, dict[str, Any]]:
    """The committed lock of each system, whole and readable, by system."""
    locks = {}
    for system in SYSTEMS:
        path = root / "jobs" / system / "state-lock.json"
        try:
            read_lock(path)
        except StateLockError as error:
            raise BundleError(f"{error}: a release compares it with the deployed one") from None
        locks[system] = json.loads(path.read_bytes())
    return locks


def _checked_glibc(files: Mapping[str, bytes], variant: Variant) -> str:
    minor = needed_glibc(files)
    if minor > int(variant.glibc.partition(".")[2]):
        raise BundleError(f"the wheels need glibc 2.{minor}: more than {variant.platform} promises")
    return f"2.{minor}"


def _point_to(dist: Path, manifest: BundleManifest) -> None:
    """Make `manifest` the newest in `dist`, and remove the archive that was."""
    try:
        before = read_bundle(dist).path
    except BundleError:
        before = None
    unfinished = dist / f".{POINTER}.part"
    unfinished.write_bytes(encode_manifest(manifest))
    unfinished.replace(dist / POINTER)
    if before is not None and before.name != manifest.name:
        before.unlink()
