"""The side of a provider plugin that Pulumi's engine talks to, the same for every package.

engine --gRPC--> ProviderServicer --values--> Package (native or classic) --boto3--> emulator
"""

from __future__ import annotations

import functools
import traceback
from typing import TYPE_CHECKING, Final, TypeVar

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2 as rpc
from pulumi.runtime.proto.plugin_pb2 import PluginInfo
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer

from tests.infra.emulator.aws_calls import RefusalError
from tests.infra.emulator.package import Package, State
from tests.infra.emulator.wire import decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable

_Request = TypeVar("_Request")
_Answer = TypeVar("_Answer")


def _answering(
    method: Callable[[ProviderServicer, _Request], _Answer],
) -> Callable[[ProviderServicer, _Request, grpc.ServicerContext], _Answer]:
    """Give the engine the reason of a refusal, and the trace of anything unexpected."""

    @functools.wraps(method)
    def call(
        servicer: ProviderServicer, request: _Request, context: grpc.ServicerContext
    ) -> _Answer:
        try:
            return method(servicer, request)
        except RefusalError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        except Exception:  # noqa: BLE001 - gRPC would tell the engine nothing of it
            context.abort(grpc.StatusCode.INTERNAL, traceback.format_exc())

    return call


class ProviderServicer(ResourceProviderServicer):
    """Serves `package` as version `version` of a provider plugin."""

    def __init__(self, package: Package, version: str) -> None:
        self._package: Final = package
        self._version: Final = version

    @_answering
    def Handshake(self, request: rpc.ProviderHandshakeRequest) -> rpc.ProviderHandshakeResponse:
        return rpc.ProviderHandshakeResponse()

    @_answering
    def GetPluginInfo(self, request: Empty) -> PluginInfo:
        return PluginInfo(version=self._version)

    @_answering
    def CheckConfig(self, request: rpc.CheckRequest) -> rpc.CheckResponse:
        return rpc.CheckResponse(inputs=request.news)

    @_answering
    def DiffConfig(self, request: rpc.DiffRequest) -> rpc.DiffResponse:
        return rpc.DiffResponse(changes=rpc.DiffResponse.DIFF_UNKNOWN)

    @_answering
    def Configure(self, request: rpc.ConfigureRequest) -> rpc.ConfigureResponse:
        self._package.configure(
            {name.rsplit(":", 1)[-1]: value for name, value in request.variables.items()}
        )
        return rpc.ConfigureResponse(supportsPreview=True)

    @_answering
    def Check(self, request: rpc.CheckRequest) -> rpc.CheckResponse:
        inputs, faults = self._package.check(request.type, decode(request.news))
        failures = [rpc.CheckFailure(property=place, reason=reason) for place, reason in faults]
        return rpc.CheckResponse(inputs=encode(inputs), failures=failures)

    @_answering
    def Diff(self, request: rpc.DiffRequest) -> rpc.DiffResponse:
        old = State(request.id, decode(request.olds), decode(request.old_inputs))
        difference = self._package.diff(request.type, old, decode(request.news))
        changes = rpc.DiffResponse.DIFF_UNKNOWN
        if difference.changed is not None:
            changes = (
                rpc.DiffResponse.DIFF_SOME if difference.changed else rpc.DiffResponse.DIFF_NONE
            )
        return rpc.DiffResponse(
            changes=changes,
            diffs=difference.changed,
            replaces=difference.replaces,
            deleteBeforeReplace=difference.delete_first,
        )

    @_answering
    def Create(self, request: rpc.CreateRequest) -> rpc.CreateResponse:
        inputs = decode(request.properties)
        if request.preview:
            return rpc.CreateResponse(
                properties=encode(self._package.preview(request.type, None, inputs))
            )
        made = self._package.create(request.type, inputs)
        return rpc.CreateResponse(id=made.resource_id, properties=encode(made.outputs))

    @_answering
    def Read(self, request: rpc.ReadRequest) -> rpc.ReadResponse:
        old = State(request.id, decode(request.properties), decode(request.inputs))
        found = self._package.read(request.type, old)
        if found is None:
            return rpc.ReadResponse()
        return rpc.ReadResponse(
            id=found.resource_id,
            properties=encode(found.outputs),
            inputs=encode(found.inputs),
        )

    @_answering
    def Update(self, request: rpc.UpdateRequest) -> rpc.UpdateResponse:
        old = State(request.id, decode(request.olds), decode(request.old_inputs))
        change = self._package.preview if request.preview else self._package.update
        return rpc.UpdateResponse(
            properties=encode(change(request.type, old, decode(request.news)))
        )

    @_answering
    def Delete(self, request: rpc.DeleteRequest) -> Empty:
        self._package.delete(
            request.type, State(request.id, decode(request.properties), decode(request.old_inputs))
        )
        return Empty()

    @_answering
    def Invoke(self, request: rpc.InvokeRequest) -> rpc.InvokeResponse:
        result = self._package.invoke(request.tok, decode(request.args))
        answer = rpc.InvokeResponse()
        # The field has the name of a word of Python.
        getattr(answer, "return").CopyFrom(encode(result))
        return answer

    @_answering
    def Cancel(self, request: Empty) -> Empty:
        return Empty()
