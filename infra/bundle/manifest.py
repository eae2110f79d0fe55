"""What a bundle says of itself, inside the archive and beside it.

dist/revstream-<hash>.zip      the archive; manifest.json inside
dist/bundle.json               the newest archive's name and manifest
"""

from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec

POINTER: Final = "bundle.json"
MANIFEST: Final = "manifest.json"
_OBJECT_PREFIX: Final = "bundles/"


class BundleError(ValueError):
    """There is no bundle that could be used; the message says what to do."""


class BundledFile(msgspec.Struct, frozen=True, array_like=True):
    """One file of a bundle.

    Attributes:
        path: inside the archive.
        size_bytes: of its contents.
        sha256: of its contents.
    """

    path: str
    size_bytes: int
    sha256: str


class BundleManifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a bundle holds and how it is run.

    Attributes:
        format: of this manifest, 1.
        name: file name of the archive without its folder.
        sha256: of the contents, see `contents_sha256`.
        project_version: version of the packages inside.
        jobs: the systems that it can run, such as `fraud`.
        python: version of Python that the wheels are for.
        platform: platform tag of the wheels.
        flink: version of Flink that the connectors are for.
        run_options: property group `kinesis.analytics.flink.run.options`.
        rules: SHA-256 by path of each rules file.
        models: SHA-256 by path of each model artifact.
        state_lock: the state that the jobs keep, by system.
        files: every file but the manifest itself.
        glibc: version of the C library that the wheels need at least.
        wheels: version by name of each distribution whose wheel is inside.
        definitions: SHA-256 by path of each file of definitions.
    """

    format: int
    name: str
    sha256: str
    project_version: str
    jobs: tuple[str, ...]
    python: str
    platform: str
    flink: str
    run_options: dict[str, str]
    rules: dict[str, str]
    models: dict[str, str]
    state_lock: dict[str, dict[str, Any]]
    files: tuple[BundledFile, ...]
    glibc: str = ""
    wheels: dict[str, str] = {}
    definitions: dict[str, str] = {}


class BundleRef(msgspec.Struct, frozen=True):
    """A bundle on this machine.

    Attributes:
        path: of the archive.
        manifest: of the archive.
    """

    path: Path
    manifest: BundleManifest

    @property
    def key(self) -> str:
        """Key of the object in the code bucket; it holds the hash of the contents."""
        return _OBJECT_PREFIX + self.manifest.name


def contents_sha256(manifest: BundleManifest) -> str:
    """SHA-256 of all that a manifest says but its name and this hash.

    The manifest has the hash of every file, so equal hashes mean equal contents.
    """
    anonymous = msgspec.structs.replace(manifest, name="", sha256="")
    return sha256(msgspec.json.encode(anonymous, order="deterministic")).hexdigest()


def encode_manifest(manifest: BundleManifest) -> bytes:
    """The manifest as it is written, for people to read as well."""
    encoded = msgspec.json.encode(manifest, order="deterministic")
    return msgspec.json.format(encoded, indent=1) + b"\n"


def read_bundle(dist: Path) -> BundleRef:
    """The newest bundle that was built into `dist`.

    Raises:
        BundleError: there is none, or its pointer cannot be read.
    """
    pointer = dist / POINTER
    try:
        manifest = msgspec.json.decode(pointer.read_bytes(), type=BundleManifest)
    except FileNotFoundError:
        raise BundleError(f"{pointer}: no such file: run `make bundle`") from None
    except (msgspec.DecodeError, OSError) as error:
        raise BundleError(f"{pointer}: cannot be read: {error}: run `make bundle`") from None
    archive = dist / manifest.name
    if not archive.is_file():
        raise BundleError(f"{archive}: no such file: run `make bundle`")
    return BundleRef(archive, manifest)
