"""A Pulumi program run against stand-ins for AWS, and everything that it made.

program() --Pulumi's Python runtime--> stand-in monitor --> Program(resources, exports)

    made = run(lambda: EventStreams("streams", args))
    made.only("aws-native:kinesis:Stream", "payments").inputs["retentionPeriodHours"]

No engine and no plugin is started; ids and ARNs have the forms that AWS gives them.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pulumi
from google.protobuf.json_format import MessageToDict
from pulumi.runtime import set_mocks
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.proto.provider_pb2 import InvokeResponse
from pulumi.runtime.proto.resource_pb2 import (
    RegisterResourceRequest,
    RegisterResourceResponse,
    ResourceInvokeRequest,
)
from pulumi.runtime.settings import get_root_resource, reset_options
from pulumi.runtime.stack import run_pulumi_func

from tests.infra.cloud_outputs import ACCOUNT_ID, REGION, identity

STACK: Final = "dev"
PROJECT: Final = "revstream"
_ZONES: Final = tuple(f"{REGION}{letter}" for letter in "abc")


@dataclass(frozen=True)
class Resource:
    """One resource, component or not, as it was registered with the engine.

    Attributes:
        type: token, such as `aws-native:kinesis:Stream`.
        name: Pulumi's own, without the environment.
        inputs: what the program gave, names as on the wire (camelCase), outputs resolved.
        id: what the stand-in gave it; empty for a component.
        outputs: inputs and what the stand-in added.
        parent: URN of the component it belongs to.
        custom: whether a provider makes it; a component is made by nobody.
        protected: whether Pulumi refuses to delete it.
        retained: whether it stays in the cloud when Pulumi deletes it.
        ignored: inputs whose changes are ignored, names as on the wire.
    """

    type: str
    name: str
    inputs: dict[str, Any]
    id: str = ""
    outputs: dict[str, Any] = field(default_factory=dict)
    parent: str = ""
    custom: bool = True
    protected: bool = False
    retained: bool = False
    ignored: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Type and name, for a message."""
        return f"{self.type} {self.name}"


@dataclass(frozen=True)
class Program:
    """All that a program made, by type and name, and what it exported, resolved."""

    resources: tuple[Resource, ...]
    exports: dict[str, Any]

    @property
    def custom(self) -> tuple[Resource, ...]:
        """The resources that a provider makes: no components."""
        return tuple(resource for resource in self.resources if resource.custom)

    def of(self, kind: str) -> tuple[Resource, ...]:
        """All of type `kind`, given as its whole token or as the end of it, `kinesis:Stream`."""
        return tuple(
            resource
            for resource in self.resources
            if resource.type == kind or resource.type.endswith(f":{kind}")
        )

    def only(self, kind: str, name: str | None = None) -> Resource:
        """The one of type `kind`, and of `name` if that is given.

        Raises:
            LookupError: there are none or several; the message lists them.
        """
        found = [each for each in self.of(kind) if name is None or each.name == name]
        if len(found) != 1:
            every = ", ".join(str(resource) for resource in self.resources)
            raise LookupError(
                f"{len(found)} of {kind} {name or ''}, one is expected; made: {every}"
            )
        return found[0]


def run(program: Callable[[], object]) -> Program:
    """Everything that `program` makes, once all its outputs are known.

    Args:
        program: calls constructors and `pulumi.export`; what it returns does not matter.

    Raises:
        Exception: what the program raised, also inside an `apply`.
    """
    return asyncio.run(_run(program))


async def _run(program: Callable[[], object]) -> Program:
    # A failure is raised below; Pulumi leaves it in many futures, each of which would be logged.
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
    monitor = _Monitor(_StandIns())
    reset_options()
    set_mocks(monitor.mocks, project=PROJECT, stack=STACK, preview=False, monitor=monitor)

    def called() -> None:
        program()

    await run_pulumi_func(called)
    stack = get_root_resource()
    outputs = dict(getattr(stack, "outputs", {}))
    exports = await pulumi.Output.all(**outputs).future() if outputs else {}
    made = sorted(monitor.made(), key=lambda resource: (resource.type, resource.name))
    return Program(tuple(made), dict(exports or {}))


class _StandIns(Mocks):
    """Answers with well-formed ids, ARNs and facts of an account."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        if not args.custom:
            return "", {}
        resource_id, added = identity(args.typ, args.name, args.inputs)
        return resource_id, {**args.inputs, **added}

    def call(  # type: ignore[override]
        self, args: MockCallArgs
    ) -> dict[str, Any]:
        answers: dict[str, dict[str, Any]] = {
            "aws-native:index:getAccountId": {"accountId": ACCOUNT_ID},
            "aws-native:index:getPartition": {"partition": "aws"},
            "aws-native:index:getRegion": {"region": REGION},
            "aws-native:index:getAzs": {"azs": list(_ZONES)},
            "aws:ec2/getPrefixList:getPrefixList": {"id": "pl-6ea54007"},
        }
        if args.token not in answers:
            raise LookupError(f"{args.token}: no answer is known; add it to tests/infra/mocks.py")
        return answers[args.token]


class _Monitor(MockMonitor):
    """Keeps the options of each resource, too, which Pulumi's own stand-in drops."""

    def __init__(self, mocks: Mocks) -> None:
        super().__init__(mocks)
        self._requests: list[tuple[str, RegisterResourceRequest]] = []

    def Invoke(  # noqa: N802 - named by the protocol
        self, request: ResourceInvokeRequest
    ) -> InvokeResponse:
        with _event_loop():
            answer: InvokeResponse = super().Invoke(request)  # type: ignore[no-untyped-call]
        return answer

    def RegisterResource(  # noqa: N802 - named by the protocol
        self, request: RegisterResourceRequest
    ) -> RegisterResourceResponse:
        with _event_loop():
            answer: RegisterResourceResponse = super().RegisterResource(request)  # type: ignore[no-untyped-call]
        if request.type != "pulumi:pulumi:Stack":
            self._requests.append((answer.urn, request))
        return answer

    def made(self) -> Iterator[Resource]:
        """One for each registration, in no order: Pulumi registers side by side."""
        for urn, request in self._requests:
            known = self.resources[urn]
            yield Resource(
                type=request.type,
                name=request.name,
                inputs=_plain(MessageToDict(request.object)),
                id=known.id or "",
                outputs=known.state,
                parent=request.parent,
                custom=request.custom,
                protected=request.protect,
                retained=request.retainOnDelete,
                ignored=tuple(request.ignoreChanges),
            )


@contextmanager
def _event_loop() -> Iterator[None]:
    """An event loop of this thread; Pulumi's stand-in makes one of its own and never closes it."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """`value` as AWS would get it: whole numbers whole, secrets unwrapped, assets as they are."""
    if isinstance(value, dict):
        if "4dabf18193072939515e22adb298388d" in value and "value" in value:
            return _plain(value["value"])
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
