"""The stack through Pulumi's engine; see release.ports.Stack."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from infra.automation import StackError, StackWorkspace
from infra.stack_config import StackConfig
from infra.stack_outputs import StackOutputs
from infra.systems import planned_properties
from release.errors import StepFailed
from release.ports import ChangeSummary


class PulumiStack:
    """A workspace whose failures are those of a step."""

    def __init__(self, workspace: StackWorkspace) -> None:
        self._workspace = workspace

    def config(self) -> StackConfig:
        """The stack's values."""
        return self._workspace.config()

    def outputs(self) -> StackOutputs | None:
        """What it made; None if it was never brought up to its end."""
        try:
            return self._workspace.outputs()
        except ValueError:
            # The first update was interrupted before it had all of them.
            return None

    def properties(self) -> dict[str, dict[str, dict[str, str]]]:
        """The property groups that each system's job would be given."""
        return planned_properties(self._workspace.config())

    def preview(self, on_event: Callable[[], None]) -> ChangeSummary:
        """What an update would do."""
        with _as_step():
            return self._workspace.preview(lambda _: on_event())

    def up(self, on_event: Callable[[], None], restore: Mapping[str, str]) -> None:
        """Update it; what does not run is started from the snapshot in `restore`."""
        with _as_step():
            self._workspace.up(lambda _: on_event(), dict(restore))

    def unlock(self) -> None:
        """Let go of what an update has left locked whose process is dead."""
        with _as_step():
            self._workspace.unlock()

    def refresh(self) -> None:
        """Note what is true of its resources."""
        with _as_step():
            self._workspace.refresh()

    def destroy(self, on_event: Callable[[], None]) -> None:
        """Delete everything in it."""
        with _as_step():
            self._workspace.destroy(lambda _: on_event())


@contextmanager
def _as_step() -> Iterator[None]:
    try:
        yield
    except StackError as error:
        raise StepFailed(str(error)) from None
