"""What this process has: C library, Python, memory, native libraries, credentials, endpoints."""

import os
import re
import socket
import sys
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from pathlib import Path
from types import ModuleType
from typing import Final

import msgspec
import numpy as np

from events.shared.probe_report import Finding
from models.shared.native_runtime import onnxruntime
from online_store.credentials import described_credentials, described_sdk
from udfs.shared.container_memory import memory_limit_bytes

Check = Callable[[], str]
Checks = Mapping[str, Check]

_MIB: Final = 1 << 20
_SERVICES: Final = ("kinesis", "logs", "monitoring", "s3")


def findings(checks: Checks) -> tuple[Finding, ...]:
    """What each check finds; one that raises is a fault, and the others go on."""
    return tuple(_finding(name, check) for name, check in checks.items())


def _finding(name: str, check: Check) -> Finding:
    try:
        return Finding(name, check())
    except Exception as error:  # noqa: BLE001 - a probe tells whatever goes wrong
        first_line = str(error).partition("\n")[0]
        return Finding(name, fault=f"{type(error).__name__}: {first_line}")


def checks(region: str | None, own: Checks) -> dict[str, Check]:
    """All checks by name: `own` are those of a job, those of AWS are there only with a region."""
    every: dict[str, Check] = {
        "glibc": _glibc,
        "python": lambda: f"{sys.version.split()[0]} {sys.executable}",
        "libpython": _libpython,
        "processors": lambda: str(len(os.sched_getaffinity(0))),
        "memory": lambda: f"{memory_limit_bytes() // _MIB:,} MiB",
        "numpy": lambda: _module(np),
        "onnxruntime": lambda: _module(onnxruntime),
        "msgspec": lambda: _module(msgspec),
        "botocore": described_sdk,
        **own,
    }
    if region is not None:
        every["credentials"] = described_credentials
        every |= {name: _resolver(f"{name}.{region}.amazonaws.com") for name in _SERVICES}
    return every


def _glibc() -> str:
    name, _, version = (os.confstr("CS_GNU_LIBC_VERSION") or "").partition(" ")
    if name != "glibc":
        raise OSError("the C library is not glibc, for which the wheels were built")
    return version


def _libpython(maps: Path = Path("/proc/self/maps")) -> str:
    found = re.search(r"\S*/libpython\S*", maps.read_text(encoding="utf-8"))
    return "none: it is part of the executable" if found is None else found[0]


def _module(module: ModuleType) -> str:
    return f"{module.__version__} {Path(str(module.__file__)).parent}"


def _resolver(host: str) -> Check:
    def resolve() -> str:
        address = ip_address(socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)[0][4][0])
        return f"{host} is {address}, {'private' if address.is_private else 'public'}"

    return resolve
