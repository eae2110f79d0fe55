"""`revstream state-lock`: the state that a job keeps, and what a release would lose."""

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click
from msgspec import json, to_builtins
from msgspec.structs import replace

from jobs.fraud import settings as fraud
from jobs.recommendations import settings as recommendations
from jobs.shared.properties import PropertyGroups, read_property_groups
from jobs.shared.settings import JobSettings
from jobs.shared.state_lock.compatibility import incompatibilities, rollback_risks
from jobs.shared.state_lock.difference import differences
from jobs.shared.state_lock.lock import (
    AcceptedLoss,
    StateLock,
    StateLockError,
    read_lock,
    write_lock,
)
from jobs.shared.state_lock.loss import Incompatibility
from jobs.shared.state_lock.under_settings import under_settings

_NO_EXIT: Final = 1
_DEFAULT: Final = "fraud"
_FILE: Final = click.Path(dir_okay=False, path_type=Path)
_PRESENT: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


_SYSTEMS: Final = {
    "fraud": fraud.load_settings,
    "recommendations": recommendations.load_settings,
}
"""How the settings of each system are loaded."""


@click.group(invoke_without_command=True)
@click.option(
    "--system",
    type=click.Choice(list(_SYSTEMS)),
    help="Whose job; that of the lock file unless set, without one fraud.",
)
@click.option("--check", type=_FILE, help="Fail unless this lock is that of the job.")
@click.option("--write", type=_FILE, help="Write the lock to this file, unless state is lost.")
@click.option(
    "--accept-loss",
    metavar="REASON",
    help="With --write: lose the state, and note in the lock why that is right.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the lock as JSON.")
@click.pass_context
def command(  # noqa: PLR0913 - one argument an option
    context: click.Context,
    system: str | None,
    check: Path | None,
    write: Path | None,
    accept_loss: str | None,
    *,
    as_json: bool,
) -> None:
    """Show the state that a job keeps, as its topology says.

    Exit code 1 if the lock in --check is another, or --write would lose state.

    \b
    Examples:
      revstream state-lock
      revstream state-lock --system recommendations
      revstream state-lock --check jobs/fraud/state-lock.json
      revstream state-lock --check jobs/recommendations/state-lock.json
      revstream state-lock --write jobs/fraud/state-lock.json
      revstream state-lock compare deployed.json jobs/fraud/state-lock.json
    """
    if context.invoked_subcommand is not None:
        return
    if check is not None and write is not None:
        raise click.UsageError("--check and --write: one of them is expected, not both")
    if accept_loss is not None and (write is None or not accept_loss.strip()):
        raise click.UsageError("--accept-loss: it needs --write and a reason")
    if check is not None:
        committed = read_lock(check)
        _check(committed, _of_topology(system or committed.job), check)
    elif write is not None:
        _write(_of_topology(system or _system_of(write)), write, accept_loss)
    else:
        lock = _of_topology(system or _DEFAULT)
        click.echo(json.format(json.encode(lock), indent=2) if as_json else _shown(lock))


@command.command()
@click.argument("deployed", type=_PRESENT)
@click.argument("new", type=_PRESENT)
@click.option("--deployed-settings", type=_PRESENT, help="Property groups of the deployed job.")
@click.option("--new-settings", type=_PRESENT, help="Property groups that the new job gets.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def compare(
    deployed: Path,
    new: Path,
    deployed_settings: Path | None,
    new_settings: Path | None,
    *,
    as_json: bool,
) -> None:
    """Say what of the state of DEPLOYED a job with the lock NEW would lose.

    With settings, also what turning a setting off takes away. Exit code 1 if state is lost; a
    rollback risk alone is none.

    \b
    Examples:
      revstream state-lock compare deployed.json jobs/fraud/state-lock.json
      revstream state-lock compare old.json new.json --json
    """
    before = _narrowed(read_lock(deployed), deployed_settings)
    after = _narrowed(read_lock(new), new_settings)
    lost, risks = incompatibilities(before, after), rollback_risks(before, after)
    if as_json:
        found = {"incompatibilities": lost, "rollback_risks": risks}
        click.echo(json.format(json.encode(to_builtins(found)), indent=2))
    else:
        for one in lost:
            click.echo(_paragraph(one))
        for one in risks:
            click.echo(f"warning: {_paragraph(one)}")
        click.echo(f"{len(lost)} incompatible changes, {len(risks)} rollback risks")
    if lost:
        sys.exit(_NO_EXIT)


def _narrowed(lock: StateLock, settings: Path | None) -> StateLock:
    if settings is None:
        return lock
    return under_settings(lock, _loader(lock)(read_property_groups(settings)))


def _loader(lock: StateLock) -> Callable[[PropertyGroups], JobSettings]:
    if lock.job not in _SYSTEMS:
        raise StateLockError(f"job: {lock.job!r}: one of {', '.join(_SYSTEMS)} is expected")
    return _SYSTEMS[lock.job]


def _system_of(path: Path) -> str:
    """The system of the lock that is there, else the first one."""
    return read_lock(path).job if path.exists() else _DEFAULT


def _of_topology(system: str) -> StateLock:
    """The lock of the code; Flink is started for it, and only here."""
    warnings.filterwarnings("ignore", module="apache_beam")
    from jobs.fraud.state_lock import fraud_state_lock  # noqa: PLC0415 - a comparison needs no Flink
    from jobs.recommendations.state_lock import recommendation_state_lock  # noqa: PLC0415
    from jobs.shared.preflight import prepare_jvm  # noqa: PLC0415

    locks = {"fraud": fraud_state_lock, "recommendations": recommendation_state_lock}
    if system not in locks:
        raise StateLockError(f"job: {system!r}: one of {', '.join(locks)} is expected")
    prepare_jvm()
    return locks[system]()


def _check(committed: StateLock, lock: StateLock, path: Path) -> None:
    lost, found = incompatibilities(committed, lock), differences(committed, lock)
    for one in lost:
        click.echo(_paragraph(one), err=True)
    for line in found:
        click.echo(line, err=True)
    if found:
        click.echo(f"{path} is not the lock of the job: {_next_step(path)}", err=True)
        sys.exit(_NO_EXIT)
    click.echo(f"{path} is the lock of the job")


def _write(lock: StateLock, path: Path, reason: str | None) -> None:
    if path.exists():
        committed = read_lock(path)
        lost = incompatibilities(committed, lock)
        for one in lost:
            click.echo(_paragraph(one), err=True)
        if lost and reason is None:
            click.echo(f"{path} is left as it is: --accept-loss REASON is expected", err=True)
            sys.exit(_NO_EXIT)
        noted = [AcceptedLoss(str(reason), tuple(one.what for one in lost))] if lost else []
        lock = replace(lock, accepted=(*committed.accepted, *noted))
    write_lock(lock, path)
    click.echo(f"{path}: written")


def _next_step(path: Path) -> str:
    return f"undo the change, or run `revstream state-lock --write {path}`"


def _shown(lock: StateLock) -> str:
    lines = [f"{lock.job}: {lock.max_parallelism} key groups, {lock.python_execution_mode} mode"]
    for operator in lock.operators:
        unless = "".join(f", unless {name} is none" for name in operator.unless_none)
        lines.append(f"{operator.uid} ({operator.operator_id}){unless}")
        lines += [
            f"  {state.name}: {state.kind} {state.form} of {state.serializer.type}"
            for state in operator.states
        ]
    for name, content in lock.contents.items():
        lines.append(f"{name}: {content.encoding}")
        lines += [
            f"  {key} {kind.name}: {kind.role}, {'written' if kind.written else 'read only'}"
            for key, kind in content.kinds.items()
        ]
    return "\n".join([*lines, f"{len(lock.stateless)} further operators keep no state"])


def _paragraph(one: Incompatibility) -> str:
    return f"{one.what}\n  why: {one.why}\n  way out: {one.way_out}"
