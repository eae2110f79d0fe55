"""A bundle as `make bundle` leaves it, as far as a stack looks at it."""

from pathlib import Path

import msgspec

from infra.bundle.manifest import POINTER, BundleManifest, BundleRef, read_bundle


def manifest(*jobs: str, sha256: str = "0123456789abcdef" * 4) -> BundleManifest:
    """The manifest of a bundle with `jobs`."""
    return BundleManifest(
        format=1,
        name=f"revstream-{sha256[:16]}.zip",
        sha256=sha256,
        project_version="0.1.0",
        jobs=jobs,
        python="3.11",
        platform="manylinux2014_x86_64",
        flink="1.20",
        run_options={"python": "main.py", "jarfile": "lib/revstream-connectors.jar"},
        rules={},
        models={},
        state_lock={},
        files=(),
    )


def bundle(dist: Path, *jobs: str, sha256: str = "0123456789abcdef" * 4) -> BundleRef:
    """A bundle with `jobs`, or with the fraud job alone, written to `dist` and read from there."""
    made = manifest(*(jobs or ("fraud",)), sha256=sha256)
    (dist / made.name).write_bytes(b"PK")
    (dist / POINTER).write_bytes(msgspec.json.encode(made))
    return read_bundle(dist)
