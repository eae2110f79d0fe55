"""A language host for Python programs, so that `pulumi` itself can run the project's program.

    pulumi up --PATH--> pulumi-language-python, this module --> infra/__main__.py --> engine

The real one is a program in Go. This one serves the same calls from Pulumi's own Python SDK, which
has such a server for programs that run inside the process of an automation.
"""

import os
import runpy
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Final

import grpc
from pulumi.automation._server import LanguageServer
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import language_pb2 as rpc
from pulumi.runtime.proto.language_pb2_grpc import add_LanguageRuntimeServicer_to_server

from machine.ports import LOCALHOST

_THREADS: Final = 4


class LanguageHost(LanguageServer):
    """Runs the program that a request names.

    Args:
        engine_address: where the engine listens.
    """

    def __init__(self, engine_address: str) -> None:
        super().__init__(self._run_program)
        self._engine_address = engine_address
        self._entry = Path()

    def Run(self, request: rpc.RunRequest, context: grpc.ServicerContext) -> rpc.RunResponse:
        """Run the program in its folder, as `python FOLDER` would."""
        folder = Path(request.info.program_directory)
        os.chdir(folder)
        self._entry = folder / request.info.entry_point
        request.args[:] = [self._engine_address]
        return super().Run(request, context)  # type: ignore[no-any-return, no-untyped-call]

    def _run_program(self) -> None:
        runpy.run_path(str(self._entry), run_name="__main__")


def main() -> None:
    """Serve, and say on which port."""
    server = grpc.server(ThreadPoolExecutor(_THREADS), options=_GRPC_CHANNEL_OPTIONS)
    add_LanguageRuntimeServicer_to_server(LanguageHost(sys.argv[-1]), server)
    port = server.add_insecure_port(f"{LOCALHOST}:0")
    server.start()
    print(port, flush=True)  # noqa: T201 - the engine reads it
    with suppress(KeyboardInterrupt):
        Event().wait()


if __name__ == "__main__":
    main()
