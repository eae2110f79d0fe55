"""A stack worked on from a program: previews, updates and outputs through Pulumi's engine.

StackWorkspace --values of Pulumi.STACK.yaml, bundle--> program(config, bundle)
      ^------- events, changes, outputs ------ engine <--------+

The program runs inside this process: what a release and a test do is what `pulumi up` does.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pulumi import automation

from infra.application_control import RESTORE_FROM
from infra.bundle.manifest import read_bundle
from infra.stack_changes import ChangeRecord, ChangeSummary, StackEvent
from infra.stack_outputs import StackOutputs, read_outputs
from infra.stack_program import check_stack, program
from infra.stack_values import PROJECT, read_stack_values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra.stack_config import StackConfig

    OnEvent = Callable[[StackEvent], None] | None

_LOCAL_ENGINE: Final = ".tools/bin/pulumi"
_DYNAMIC_PYTHON: Final = "PULUMI_PYTHON_CMD"


class StackError(RuntimeError):
    """The engine could not do what was asked; the message is its own."""


class StackWorkspace:
    """One stack of this project; made by `open`."""

    def __init__(self, stack: automation.Stack, dist: Path) -> None:
        self._stack = stack
        self._dist = dist

    @classmethod
    def open(
        cls, stack: str, *, root: Path, dist: Path, environ: Mapping[str, str] | None = None
    ) -> StackWorkspace:
        """The stack named `stack`, made in the backend if it is not there.

        Args:
            stack: such as `dev`, with values in `Pulumi.dev.yaml`.
            root: folder with `Pulumi.yaml` and the stack's values.
            dist: folder with the bundle.
            environ: variables of the engine, over those of this process: backend, credentials.

        Raises:
            StackError: there is no engine, no such folder, or no way into the backend.
        """
        variables = {_DYNAMIC_PYTHON: sys.executable, **(environ or {})}
        options = automation.LocalWorkspaceOptions(
            work_dir=str(root), env_vars=variables, pulumi_command=_engine(root, variables)
        )
        try:
            opened = automation.create_or_select_stack(
                stack, project_name=PROJECT, program=_nothing, opts=options
            )
        except automation.CommandError as error:
            raise StackError(_message(error, ())) from None
        return cls(opened, dist)

    def config(self) -> StackConfig:
        """The stack's values.

        Raises:
            ConfigError: with every fault found.
        """
        values = self._stack.get_all_config()
        return read_stack_values({key: value.value for key, value in values.items()})

    def preview(self, on_event: OnEvent = None) -> ChangeSummary:
        """What an update would change.

        Raises:
            ConfigError, BundleError: before the engine is asked.
            StackError: the engine refused.
        """
        return self._run(self._stack.preview, on_event, self._program())

    def up(self, on_event: OnEvent = None, restore: dict[str, str] | None = None) -> ChangeSummary:
        """Update the stack; what that changed. Raises as `preview`.

        Args:
            on_event: called with each step.
            restore: the snapshot to start a stopped application from, by application; else it is
                the newest.
        """
        variables = self._stack.workspace.env_vars
        self._stack.workspace.env_vars = {**variables, RESTORE_FROM: json.dumps(restore or {})}
        return self._run(self._stack.up, on_event, self._program())

    def refresh(self, on_event: OnEvent = None) -> ChangeSummary:
        """Let the state say what is there; what of it was different."""
        return self._run(self._stack.refresh, on_event)

    def destroy(self, on_event: OnEvent = None) -> ChangeSummary:
        """Delete everything that the stack made and does not keep.

        Raises:
            StackError: something is protected; then nothing is deleted.
        """
        # Without a preview the engine deletes up to the first thing that is protected.
        self._run(self._stack.preview_destroy, None)
        return self._run(self._stack.destroy, on_event)

    def unlock(self) -> None:
        """Let go of a lock whose holder is dead, if there is one.

        Only for who knows that no other update of the stack is running. Backends differ in what
        they call a fault; what is still locked then, the next operation says.
        """
        with suppress(automation.CommandError):
            self._stack.cancel()

    def outputs(self) -> StackOutputs | None:
        """The outputs of the last update; None if there has been none.

        Raises:
            ValueError: they are not those of this release.
        """
        values = {name: output.value for name, output in self._stack.outputs().items()}
        return read_outputs(values) if values else None

    def _program(self) -> Callable[[], None]:
        config, bundle = self.config(), read_bundle(self._dist)
        check_stack(config, bundle)

        def run() -> None:
            program(config, bundle)

        return run

    def _run(
        self,
        operation: Callable[..., Any],
        on_event: OnEvent,
        run: Callable[[], None] | None = None,
    ) -> ChangeSummary:
        record = ChangeRecord()
        options = {} if run is None else {"program": run}

        def take(event: automation.EngineEvent) -> None:
            step = record.add(event)
            if step is not None and on_event is not None:
                on_event(step)

        try:
            operation(on_event=take, color="never", **options)
        except automation.CommandError as error:
            raise StackError(_message(error, record.errors)) from None
        return record.summary()


def _nothing() -> None:
    """The program of operations that need none."""


def _engine(root: Path, environ: Mapping[str, str]) -> automation.PulumiCommand:
    """Pulumi's engine: the one on the PATH, else the one that the project built for itself."""
    path = environ.get("PATH", os.environ.get("PATH", ""))
    found = shutil.which("pulumi", path=path) or shutil.which(str(root / _LOCAL_ENGINE))
    if found is None:
        raise StackError(
            f"pulumi: not on the PATH, and not in {root / _LOCAL_ENGINE}: install it, or run"
            " `scripts/bootstrap pulumi`"
        )
    return automation.PulumiCommand(root=str(Path(found).parents[1]))


def _message(error: automation.CommandError, diagnostics: tuple[str, ...]) -> str:
    """The engine's diagnostics; without any, what it calls an error. Never its outputs."""
    if diagnostics:
        return "\n".join(diagnostics)
    said = (line.strip().removeprefix("stderr:").strip() for line in str(error).splitlines())
    lines = [line for line in said if line.startswith("error:")]
    return "\n".join(lines) or "the engine ended without saying why"
