"""Waiting for something, bounded."""

from collections.abc import Callable
from typing import TypeVar

from events.shared.time_units import MINUTE_MS
from release.application import Application
from release.errors import StepFailed
from release.ports import Ports

_Found = TypeVar("_Found")


def until(
    ports: Ports, look: Callable[[], _Found | None], timeout_ms: int, missed: Callable[[], str]
) -> _Found:
    """The first thing that `look` finds.

    Raises:
        StepFailed: it found nothing in time; `missed` says what there was instead.
    """
    deadline_ms = ports.clock.now_ms() + timeout_ms
    while True:
        found = look()
        if found is not None:
            return found
        if ports.clock.now_ms() >= deadline_ms:
            raise StepFailed(f"{missed()} after {timeout_ms / MINUTE_MS:.0f} min")
        ports.clock.wait(ports.limits.poll_ms)
        ports.heartbeat()


def described(ports: Ports, name: str) -> Application:
    """The application `name`.

    Raises:
        StepFailed: there is none.
    """
    application = ports.applications.describe(name)
    if application is None:
        raise StepFailed(f"{name}: the application does not exist")
    return application


def settled(ports: Ports, name: str, timeout_ms: int | None = None) -> Application:
    """The application once the service is done with it.

    Raises:
        StepFailed: it does not come to an end in time.
    """
    seen = "unknown"

    def look() -> Application | None:
        nonlocal seen
        application = described(ports, name)
        seen = application.status
        return application if application.is_settled else None

    return until(ports, look, timeout_ms or ports.limits.settle_ms, lambda: f"{name}: still {seen}")
