"""Where a stack's applications and its code bucket are, also before the first update has ended."""

from dataclasses import dataclass

from events.shared.time_units import HOUR_MS
from infra.stack_config import StackConfig
from infra.stream_names import PAYMENTS
from jobs.shared.probe.settings import GROUP as PROBE
from release.errors import Refused
from release.ports import Bucket, Ports


@dataclass(frozen=True)
class Site:
    """A stack's places.

    Attributes:
        names: of the applications, by system.
        bucket: the code bucket; None before the first update.
    """

    names: dict[str, str]
    bucket: Bucket | None


def locate(ports: Ports) -> Site:
    """The stack's applications, and the bucket from its outputs or from an application's code."""
    names = application_names(ports.stack.config())
    outputs = ports.stack.outputs()
    if outputs is not None:
        return Site(names, ports.open_bucket(outputs.code_bucket))
    for name in names.values():
        application = ports.applications.describe(name)
        if application is not None and application.code_bucket is not None:
            return Site(names, ports.open_bucket(application.code_bucket))
    return Site(names, None)


def existing_bucket(ports: Ports) -> Bucket:
    """The code bucket of a stack that is there.

    Raises:
        Refused: nothing was ever released to it.
    """
    bucket = locate(ports).bucket
    if bucket is None:
        raise Refused("nothing was released to this stack yet")
    return bucket


def application_names(config: StackConfig) -> dict[str, str]:
    """The name of the application of every system that the stack has and that keeps state.

    The probe is none of them: it ends by itself, and comes and goes with the stack.
    """
    return {
        system: config.application_name(system)
        for system, application in config.applications.items()
        if application.enabled and system != PROBE
    }


def retention_ms(ports: Ports) -> int:
    """How far back every stream that an application reads can be read again."""
    config, outputs = ports.stack.config(), ports.stack.outputs()
    streams = {
        stream
        for application in (outputs.applications.values() if outputs is not None else ())
        for stream in application.input_consumers
    }
    read = [name for name in config.stream_names if config.stream_name(name) in streams]
    hours = [config.retention_hours(name) for name in read or [PAYMENTS]]
    return min(hours) * HOUR_MS
