"""An application that runs and logs: what the native `Application` resource leaves undone.

Application (READY) --> log option, if absent --> start --> RUNNING on the wanted code
                                                            ^ seen to again after each update
"""

from dataclasses import dataclass
from typing import Any, Final

import msgspec
import pulumi
from pulumi.dynamic import (
    CreateResult,
    DiffResult,
    ReadResult,
    Resource,
    ResourceProvider,
    UpdateResult,
)

from infra.application_control import GONE, READY, RUNNING, ApplicationControl
from infra.stack_config import AccessConfig

_INPUTS: Final = (
    "application",
    "region",
    "access",
    "log_stream_arn",
    "code_key",
    "configuration_sha256",
    "ends_by_itself",
)
_IDENTITY: Final = ("application", "region")
_CONFIGURED: Final = ("code_key", "configuration_sha256")


@dataclass(frozen=True, kw_only=True)
class StartedApplicationArgs:
    """Arguments of `StartedApplication`.

    Attributes:
        application: name of an application that is there.
        region: where it is.
        access: as whom it is started and stopped.
        log_stream_arn: of the log stream it writes to.
        code_key: key of the code that it is to run.
        configuration_sha256: of its configuration: a new one means that it was updated.
        ends_by_itself: whether its job ends, so that an application that is READY has run.
    """

    application: pulumi.Input[str]
    region: str
    access: AccessConfig
    log_stream_arn: pulumi.Input[str]
    code_key: pulumi.Input[str]
    configuration_sha256: pulumi.Input[str]
    ends_by_itself: bool


class Starter(ResourceProvider):
    """Creates by starting, deletes by stopping. Has no state: it is read again where it runs."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Start the application."""
        return CreateResult(props["application"], self._run(props))

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """See to it that the application runs after an update, too, and as it was updated."""
        if any(olds.get(name) != news.get(name) for name in _CONFIGURED):
            _control(news).require_update(news["application"])
        return UpdateResult(self._run(news))

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Anything new, or an application that was found not to run."""
        changed = [name for name in _INPUTS if olds.get(name) != news.get(name)]
        return DiffResult(
            changes=bool(changed) or olds.get("status") != RUNNING,
            replaces=[name for name in changed if name in _IDENTITY],
            delete_before_replace=True,
        )

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """What the application is doing now, for a refresh."""
        state = _control(props).state(id_)
        if state.status == GONE:
            return ReadResult("", {})
        has_ended = props["ends_by_itself"] and state.status == READY
        status = RUNNING if has_ended else state.status
        return ReadResult(id_, {**props, "status": status, "code_key": state.code_key})

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """Stop the application, with a snapshot if it can make one."""
        _control(props).ensure_stopped(props["application"])

    def _run(self, props: dict[str, Any]) -> dict[str, Any]:
        control = _control(props)
        control.ensure_logging(props["application"], props["log_stream_arn"])
        control.ensure_running(
            props["application"], props["code_key"], ends_by_itself=props["ends_by_itself"]
        )
        return {**{name: props[name] for name in _INPUTS}, "status": RUNNING}


def _control(props: dict[str, Any]) -> ApplicationControl:
    access = msgspec.convert(props["access"], AccessConfig)
    return ApplicationControl.of_stack(access, props["region"])


class StartedApplication(Resource, name="StartedApplication"):
    """An application that is RUNNING on its code once this is made or updated."""

    status: pulumi.Output[str]

    def __init__(
        self, name: str, args: StartedApplicationArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        inputs = {each: getattr(args, each) for each in _INPUTS}
        access = msgspec.to_builtins(args.access)
        super().__init__(Starter(), name, {**inputs, "access": access, "status": None}, opts)
