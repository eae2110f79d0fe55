"""On what was measured: the machine, how busy it was, and the versions of what ran."""

import os
import platform
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import psutil

from bench.forms import ROOT
from machine.java import find_java_home

_PACKAGES: Final = ("apache-flink", "pemja", "bytewax", "onnxruntime", "msgspec", "numpy")
_GIB: Final = 1 << 30


def described() -> dict[str, Any]:
    """The machine and the versions."""
    return {
        "machine": {
            "processor": _processor(),
            "cores": psutil.cpu_count(),
            "memory_gib": round(psutil.virtual_memory().total / _GIB, 1),
            "system": platform.platform(),
            "load_before": [round(load, 2) for load in os.getloadavg()],
        },
        "versions": {
            "revstream": _revision(),
            "python": platform.python_version(),
            "java": _java(),
            **dict(_installed()),
        },
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _revision() -> str:
    """The commit, with a + where files differ from it; ``unknown`` outside of a repository."""
    said = []
    for command in (["rev-parse", "--short", "HEAD"], ["status", "--porcelain", "-uno"]):
        done = subprocess.run(  # noqa: S603 - of constants
            ["git", "-C", str(ROOT), *command],  # noqa: S607 - whichever git there is
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            return "unknown"
        said.append(done.stdout.strip())
    return said[0] + ("+" if said[1] else "")


def _java() -> str:
    release = find_java_home() / "release"
    for line in release.read_text(encoding="utf-8").splitlines() if release.exists() else ():
        if line.startswith("JAVA_VERSION="):
            return line.partition("=")[2].strip('"')
    return "unknown"


def _installed() -> Iterator[tuple[str, str]]:
    for package in _PACKAGES:
        try:
            yield package, version(package)
        except PackageNotFoundError:
            continue
