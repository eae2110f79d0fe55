"""`teardown`: deletes a stack, after its applications were stopped.

With an application the service deletes its snapshots: nothing of its state is left.
"""

from collections.abc import Callable

from release.errors import CloudRefused, Refused, StepFailed
from release.lease import Lease
from release.ledger import Ledger
from release.ports import Ports
from release.site import locate
from release.undo_steps import stop_application


def tear_down(
    ports: Ports, lease: Lease, confirm: Callable[[list[str]], bool], *, take_over: bool
) -> None:
    """Stop what runs and delete everything.

    Raises:
        Refused: the stack is protected, a release is unfinished, or it was not confirmed.
        StepFailed: the engine failed; run it again.
    """
    if ports.stack.config().protect:
        raise Refused(
            "the stack is protected: set revstream:protect to false and deploy that first"
        )
    site = locate(ports)
    with lease.held(site.bucket, take_over=take_over):
        if site.bucket is not None and (left := Ledger(site.bucket).unfinished()) is not None:
            raise Refused(f"release {left.id} is unfinished: end it by deploy or rollback first")
        if not confirm(list(site.names.values())):
            raise Refused("not confirmed: nothing was changed")
        for name in site.names.values():
            _stop(ports, name)
        _step(ports, "destroy", lambda: ports.stack.destroy(ports.heartbeat))
        lease.forget()


def _stop(ports: Ports, name: str) -> None:
    if ports.applications.describe(name) is not None:
        _step(ports, "stop", lambda: stop_application(ports, name))


def _step(ports: Ports, step: str, take: Callable[[], object]) -> None:
    began_ms = ports.clock.now_ms()
    ports.report.began(step)
    try:
        said = take()
    except (StepFailed, CloudRefused) as fault:
        ports.report.ended(step, "failed", str(fault), ports.clock.now_ms() - began_ms)
        raise
    text = str(said) if said is not None else "done"
    ports.report.ended(step, "ok", text, ports.clock.now_ms() - began_ms)
