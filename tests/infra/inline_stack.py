"""A stack of a few resources, to see what the engine and the stand-in provider do with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pulumi import automation

from tests.infra.emulator.plugins import ROOT, plugin_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.infra.emulator.server import EmulatedAws

_REGIONS: Final = ("aws:region", "aws-native:region")


class InlineStack:
    """A stack whose program is what it was last given.

    Args:
        folder: gets its state and plugins.
        aws: where everything is made.
    """

    def __init__(self, folder: Path, aws: EmulatedAws) -> None:
        environ = plugin_path(folder, aws.endpoint_url)
        settings = automation.ProjectSettings(
            "inline", "python", backend=automation.ProjectBackend(folder.as_uri())
        )
        options = automation.LocalWorkspaceOptions(
            work_dir=str(folder),
            env_vars=environ,
            project_settings=settings,
            pulumi_command=automation.PulumiCommand(root=str(ROOT / ".tools")),
        )
        self._stack = automation.create_or_select_stack(
            "test", project_name="inline", program=_nothing, opts=options
        )
        for name in _REGIONS:
            self._stack.set_config(name, automation.ConfigValue(aws.region))

    def up(self, program: Callable[[], None]) -> dict[str, int]:
        """Make what `program` says; how many resources were created, updated and so on.

        Raises:
            automation.CommandError: with what the engine said.
        """
        result = self._stack.up(program=program, color="never")
        return _counts(result.summary.resource_changes)

    def refresh(self) -> dict[str, int]:
        """See what has become of it."""
        return _counts(self._stack.refresh(color="never").summary.resource_changes)

    def destroy(self) -> None:
        """Delete it all."""
        self._stack.destroy(color="never")


def _nothing() -> None:
    """A program that makes nothing."""


def _counts(changes: Mapping[automation.OpType, int] | None) -> dict[str, int]:
    """What did not stay the same."""
    counts = {str(kind): count for kind, count in (changes or {}).items() if kind != "same"}
    return dict(sorted(counts.items()))
