"""Small bundles with a true manifest, for stacks that run no job."""

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import msgspec

from infra.bundle.manifest import POINTER, BundledFile, BundleManifest, BundleRef, read_bundle


def write_bundle(
    dist: Path,
    main: str = "print('decide')\n",
    jobs: tuple[str, ...] = ("fraud",),
    state_lock: dict[str, dict[str, Any]] | None = None,
) -> BundleRef:
    """Make the bundle of `jobs`, whose program is `main`, the newest one in `dist`."""
    dist.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(main.encode()).hexdigest()
    manifest = BundleManifest(
        format=1,
        name=f"revstream-{digest[:16]}.zip",
        sha256=digest,
        project_version="0.1.0",
        jobs=jobs,
        python="3.11",
        platform="manylinux2014_x86_64",
        flink="1.20",
        run_options={"python": "main.py", "jarfile": "lib/revstream-connectors.jar"},
        rules={},
        models={},
        state_lock=state_lock or {},
        files=(BundledFile("main.py", len(main), digest),),
    )
    with zipfile.ZipFile(dist / manifest.name, "w") as archive:
        archive.writestr("main.py", main)
        archive.writestr("manifest.json", msgspec.json.encode(manifest))
    (dist / POINTER).write_bytes(msgspec.json.encode(manifest))
    return read_bundle(dist)
