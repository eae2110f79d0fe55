"""Steps `healthy` and `recovered`: what is measured says that it works."""

from collections.abc import Mapping

from release.errors import StepFailed
from release.measurements import Health, judge
from release.ports import Ports
from release.record import Part, Release
from release.waiting import described


def check_health(ports: Ports, release: Release) -> tuple[Release, str]:
    """Watch every application until it is healthy.

    Raises:
        StepFailed: one is unhealthy, or not healthy in time.
    """
    said = [f"{part.name}: {_watch(ports, release, part)}" for part in release.parts]
    return release, "; ".join(said)


def _watch(ports: Ports, release: Release, part: Part) -> str:
    since_ms = part.started_ms if part.started_ms is not None else release.started_ms
    consumers = _consumers(ports, part.system)
    while True:
        application = described(ports, part.name)
        if application.is_settled and not application.is_running:
            raise StepFailed(f"{part.name}: is {application.status} instead of running")
        measured = ports.metrics.measure(
            part.name, consumers, since_ms, fresh=part.changed or not part.was_running
        )
        health, why = judge(measured, ports.clock.now_ms() - since_ms, ports.limits)
        if health is Health.HEALTHY:
            return why
        if health is Health.UNHEALTHY:
            raise StepFailed(f"{part.name}: {why}")
        ports.report.progressed(release.step, f"{part.name}: {why}")
        ports.clock.wait(ports.limits.poll_ms)
        ports.heartbeat()


def _consumers(ports: Ports, system: str) -> Mapping[str, str]:
    outputs = ports.stack.outputs()
    if outputs is None or system not in outputs.applications:
        return {}
    return outputs.applications[system].input_consumers
