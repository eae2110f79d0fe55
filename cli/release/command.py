"""`revstream release`: a new version of a stack, without ever losing state."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click

from cli.options.infra_environment import PROJECT, ensure_infra_environment
from cli.options.period_options import DURATION
from cli.release.report import Shown, report_for
from cli.release.text import end_lines, plan_lines, rollback_lines, status_lines
from release.deploy import Choices, deploy
from release.errors import (
    CloudRefused,
    CloudUnavailable,
    LeaseLost,
    Refused,
    RollbackStuck,
    StepFailed,
)
from release.history_first import SYSTEMS, HistoryChoice, history_first
from release.limits import Limits
from release.plan import ReleasePlan, make_plan
from release.record import Release, ReleaseOutcome
from release.rollback import Way, roll_back
from release.site import locate
from release.status import status_of, what_runs
from release.teardown import tear_down

_REFUSED_EXIT: Final = 1
_AGAIN: Final = "run the same command again; a release goes on where it was"


@click.group()
def command() -> None:
    """Bring a new version to a stack and take it back, without losing state.

    \b
    Examples:
      make bundle
      revstream release plan --stack dev
      revstream release deploy --stack dev
      revstream release status --stack dev
      revstream release rollback --stack dev
    """


_stack = click.option("--stack", required=True, help="Such as dev: values in Pulumi.dev.yaml.")
_project = click.option(
    "--project",
    default=PROJECT,
    show_default="the project's own folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder with Pulumi.yaml, the stack's values and the bundle in dist/.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")
_yes = click.option("--yes", is_flag=True, help="Go on without a question.")
_take_over = click.option(
    "--take-over", is_flag=True, help="Of a release that is known to be dead: take its lease."
)


def _watching(function: Callable[..., Any]) -> Callable[..., Any]:
    soak = click.option(
        "--soak",
        "soak_ms",
        default="5m",
        show_default=True,
        type=DURATION,
        help="How long it must work before it is called healthy.",
    )
    within = click.option(
        "--healthy-within",
        "healthy_ms",
        default="30m",
        show_default=True,
        type=DURATION,
        help="By when it must be healthy, with what it missed caught up.",
    )
    return soak(within(function))


@command.command()
@_stack
@_project
@_json
def plan(stack: str, project: Path, *, as_json: bool) -> None:
    """Show what a deploy would do, and whether it would be refused. Changes nothing."""
    with _session(stack, project, as_json=as_json) as (session, report):
        bundle = session.bundle()
        found = make_plan(session.ports, locate(session.ports), bundle)
        refusals = [*found.refusals, *found.losses]
        verdict = "refused" if refusals else "nothing to do" if found.is_idle else "ready"
        values = {
            "verdict": verdict,
            "bundle": bundle.key,
            "running": found.running_key,
            "refusals": refusals,
            "changes": [
                {"kind": each.kind, "type": each.type, "name": each.name} for each in found.changes
            ],
        }
        report.end(values, [*plan_lines(found), verdict])
        if refusals:
            sys.exit(_REFUSED_EXIT)


@command.command(name="deploy")
@_stack
@_project
@_yes
@click.option(
    "--without-fresh-snapshot",
    is_flag=True,
    help="Of an application that does not run: update it and start it from its newest snapshot.",
)
@click.option(
    "--accept-state-loss",
    is_flag=True,
    help="Go on although the new code would lose state, as the plan says.",
)
@click.option(
    "--abandon-unfinished",
    is_flag=True,
    help="Leave an unfinished release as it is, such as one whose rollback cannot end.",
)
@_take_over
@_watching
@_json
def deploy_command(  # noqa: PLR0913 - one argument an option
    stack: str,
    project: Path,
    soak_ms: int,
    healthy_ms: int,
    *,
    yes: bool,
    without_fresh_snapshot: bool,
    accept_state_loss: bool,
    abandon_unfinished: bool,
    take_over: bool,
    as_json: bool,
) -> None:
    """Bring the newest bundle and the stack's values to a stack; back again if it does not work.

    Can be run again after any interruption.
    """
    limits = _limits(soak_ms, healthy_ms)
    with _session(stack, project, as_json=as_json, limits=limits) as (session, report):
        choices = Choices(
            without_fresh_snapshot=without_fresh_snapshot,
            accept_state_loss=accept_state_loss,
            abandon_unfinished=abandon_unfinished,
            take_over=take_over,
            confirm=_confirmation(report, yes=yes, as_json=as_json),
        )
        release = deploy(session.ports, session.lease, session.bundle(), session.by, choices)
        _end(session, report, release)


@command.command()
@_stack
@_project
@click.option("--to", metavar="RELEASE", help="Id of an earlier release; else the one before.")
@click.option(
    "--keep-newest-state",
    is_flag=True,
    help="Take the state of the present version along, if the earlier one can read it.",
)
@click.option(
    "--accept-loss",
    is_flag=True,
    help="Go back although the streams do not reach back to the snapshot.",
)
@_yes
@_take_over
@_watching
@_json
def rollback(  # noqa: PLR0913 - one argument an option
    stack: str,
    project: Path,
    to: str | None,
    soak_ms: int,
    healthy_ms: int,
    *,
    keep_newest_state: bool,
    accept_loss: bool,
    yes: bool,
    take_over: bool,
    as_json: bool,
) -> None:
    """Go back to an earlier release, with the state from before the one that came after it."""
    limits = _limits(soak_ms, healthy_ms)
    with _session(stack, project, as_json=as_json, limits=limits) as (session, report):

        def confirm(release: Release) -> bool:
            for line in rollback_lines(release, session.ports.clock.now_ms()):
                report.said(line)
            return yes or _asked("Go back?", as_json=as_json)

        way = Way(
            to=to,
            keep_newest_state=keep_newest_state,
            accept_loss=accept_loss,
            take_over=take_over,
            confirm=confirm,
        )
        _end(session, report, roll_back(session.ports, session.lease, session.by, way))


@command.command()
@_stack
@_project
@click.option(
    "--system",
    type=click.Choice(SYSTEMS),
    default=SYSTEMS[0],
    show_default=True,
    help="Whose job reads it; a deploy is of all systems of the stack.",
)
@click.option("--from", "uri", required=True, help="s3://BUCKET/PREFIX, JSON Lines.")
@click.option(
    "--labels-inline",
    "--items-inline",
    "facts_inline",
    is_flag=True,
    help="Lines begin with P for a payment, L a label; with E for a shopping event, I an item.",
)
@click.option(
    "--overlap",
    "overlap_ms",
    default="1h",
    show_default=True,
    type=DURATION,
    help="As source.history_overlap_ms: at most state.dedup_window_ms.",
)
@click.option("--discard-state", is_flag=True, help="What the application remembers may go.")
@_take_over
@_json
def history(  # noqa: PLR0913 - one argument an option
    stack: str,
    project: Path,
    system: str,
    uri: str,
    overlap_ms: int,
    *,
    facts_inline: bool,
    discard_state: bool,
    take_over: bool,
    as_json: bool,
) -> None:
    """Let a system's job read a history first, then go on live from where it ends.

    Can be run again after any interruption.

    \b
    Examples:
      revstream release history --stack prod --from s3://past/payments/ --labels-inline
      revstream release history --stack prod --system recommendations --from s3://past/events/
    """
    choice = HistoryChoice(
        uri=uri, facts_inline=facts_inline, overlap_ms=overlap_ms, discard_state=discard_state
    )
    with _session(stack, project, as_json=as_json) as (session, report):
        done = history_first(session.ports, session.lease, system, choice, take_over=take_over)
        report.end({"outcome": "done", "said": done}, [done])


@command.command()
@_stack
@_project
@_json
def status(stack: str, project: Path, *, as_json: bool) -> None:
    """Show what runs, since when and how well, and the last releases."""
    with _session(stack, project, as_json=as_json) as (session, report):
        found = status_of(session.ports)
        report.end(found.as_json(), list(status_lines(found, session.ports.clock.now_ms())))


@command.command()
@_stack
@_project
@click.option("--confirm", metavar="STACK", help="The stack's name once more, for scripts.")
@_take_over
@_json
def teardown(
    stack: str, project: Path, *, confirm: str | None, take_over: bool, as_json: bool
) -> None:
    """Delete a stack with everything in it: streams, code, state and records."""

    def confirmed(names: list[str]) -> bool:
        if confirm is None and not as_json and sys.stdin.isatty():
            click.echo(f"This deletes {', '.join(names)} with all snapshots, the streams with all")
            click.echo("that was not read from them, the store, the code and the records.")
            return bool(click.prompt("The stack's name, to go on") == stack)
        return confirm == stack

    with _session(stack, project, as_json=as_json) as (session, report):
        tear_down(session.ports, session.lease, confirmed, take_over=take_over)
        report.end({"outcome": "gone"}, [f"stack {stack} is gone"])


@contextmanager
def _session(
    stack: str,
    project: Path,
    *,
    as_json: bool,
    limits: Callable[[int], Limits] = lambda lag_ms: Limits(lag_ms=lag_ms),
) -> Iterator[tuple[Any, Shown]]:
    ensure_infra_environment()
    report = report_for(as_json=as_json)
    try:
        session = import_module("release.session").open_session(stack, project, report, limits)
        yield session, report
    except (Refused, StepFailed, CloudRefused) as refusal:
        _leave(report, "refused", str(refusal))
    except LeaseLost as lost:
        _leave(report, "stopped", str(lost))
    except (RollbackStuck, CloudUnavailable) as fault:
        _leave(report, "unfinished", f"{fault}\n{_AGAIN}")


def _leave(report: Shown, outcome: str, why: str) -> None:
    report.end({"outcome": outcome, "reason": why}, [f"{outcome}: {why}"])
    sys.exit(_REFUSED_EXIT)


def _end(session: Any, report: Shown, release: Release | None) -> None:  # noqa: ANN401 - a Session, whose module needs Pulumi
    running = what_runs(session.ports)
    if release is None:
        report.end({"outcome": "nothing to do", "running": running}, ["nothing to do", *running])
        return
    outcome = release.outcome.value if release.outcome is not None else "unfinished"
    values = {
        "outcome": outcome,
        "release": release.id,
        "reason": release.failure,
        "running": running,
    }
    report.end(values, end_lines(release, running))
    if release.outcome is not ReleaseOutcome.DONE or release.failure is not None:
        sys.exit(_REFUSED_EXIT)


def _confirmation(report: Shown, *, yes: bool, as_json: bool) -> Callable[[ReleasePlan], bool]:
    def confirm(found: ReleasePlan) -> bool:
        for line in plan_lines(found):
            report.said(line)
        return yes or _asked("Go on?", as_json=as_json)

    return confirm


def _asked(question: str, *, as_json: bool) -> bool:
    if as_json or not sys.stdin.isatty():
        raise Refused("nobody is there to ask: --yes goes on without a question")
    return click.confirm(question)


def _limits(soak_ms: int, healthy_ms: int) -> Callable[[int], Limits]:
    return lambda lag_ms: Limits(lag_ms=lag_ms, soak_ms=soak_ms, healthy_ms=healthy_ms)
