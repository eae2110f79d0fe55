"""Provider plugins for Pulumi's engine that act on the emulated AWS.

    engine --PATH--> pulumi-resource-aws-native: says where to --gRPC--> ProviderServicer, here

The engine finds a plugin on the PATH and starts it; the plugin says on which port it serves. To
load CloudFormation's schemas takes seconds, so the program on the PATH only names the port on
which this process serves: every run of the engine shares one server.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import grpc
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto.provider_pb2_grpc import add_ResourceProviderServicer_to_server

from machine.ports import LOCALHOST
from tests.infra.emulator.classic.package import ClassicPackage
from tests.infra.emulator.native.package import NativePackage
from tests.infra.emulator.server import ROOT_CREDENTIALS
from tests.infra.emulator.servicer import ProviderServicer

if TYPE_CHECKING:
    from tests.infra.emulator.package import Package

ROOT: Final = Path(__file__).parents[3]

# A plugin that outlives its engine ends by itself.
_NAMES_A_PORT: Final = "#!/bin/sh\necho {port}\nexec sleep 3600\n"
_RUNS_A_MODULE: Final = '#!/bin/sh\nPYTHONPATH="{root}" exec "{python}" -u -m {module} "$@"\n'
_MODULES: Final = {
    "pulumi-language-python": "tests.infra.emulator.language_host",
    "pulumi-resource-pulumi-python": "pulumi.dynamic",
}
_THREADS: Final = 8
CREDENTIALS: Final = {name.lower(): value for name, value in ROOT_CREDENTIALS.items()}

# Servers end with this process.
_servers: Final[list[grpc.Server]] = []


def plugin_path(folder: Path, endpoint: str) -> dict[str, str]:
    """The environment in which an engine finds the stand-in plugins and the emulated AWS.

    Args:
        folder: gets the plugin programs, in `bin`, and Pulumi's home, in `home`.
        endpoint: of the emulated AWS.
    """
    programs = folder / "bin"
    programs.mkdir(parents=True, exist_ok=True)
    for name, package in _packages(endpoint).items():
        servicer = ProviderServicer(package, version(f"pulumi-{name}"))
        port = _serve(servicer)
        _write_program(programs / f"pulumi-resource-{name}", _NAMES_A_PORT.format(port=port))
    for name, module in _MODULES.items():
        text = _RUNS_A_MODULE.format(root=ROOT, python=sys.executable, module=module)
        _write_program(programs / name, text)
    return {
        **ROOT_CREDENTIALS,
        "AWS_ENDPOINT_URL": endpoint,
        "PATH": f"{programs}:{ROOT / '.tools' / 'bin'}:{os.environ['PATH']}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


def _packages(endpoint: str) -> dict[str, Package]:
    return {
        "aws": ClassicPackage(endpoint, CREDENTIALS),
        "aws-native": NativePackage(endpoint, CREDENTIALS),
    }


def _serve(servicer: ProviderServicer) -> int:
    server = grpc.server(ThreadPoolExecutor(_THREADS), options=_GRPC_CHANNEL_OPTIONS)
    add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port(f"{LOCALHOST}:0")
    server.start()
    _servers.append(server)
    return port


def _write_program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)
