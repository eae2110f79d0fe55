"""A stack of the project in an emulated AWS: its values, its bundle, the engine, the account.

Pulumi.dev.yaml (a copy) --StackWorkspace--> engine --stand-in providers--> emulated AWS
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from infra.automation import StackWorkspace
from tests.infra.bundles import write_bundle
from tests.infra.emulator.aws_calls import Aws
from tests.infra.emulator.native.role_propagation import PROPAGATION_S
from tests.infra.emulator.plugins import CREDENTIALS, plugin_path
from tests.infra.emulator.server import EmulatedAws, emulated_aws

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra.stack_changes import ChangeSummary

_PROJECT: Final = Path(__file__).parents[2]

APPLICATION: Final = "aws-native:kinesisanalyticsv2:Application"
OBJECT: Final = "aws:s3/bucketObjectv2:BucketObjectv2"
STARTED: Final = "pulumi-python:dynamic:StartedApplication"
STREAM: Final = "aws-native:kinesis:Stream"


@dataclass(frozen=True)
class EmulatedStack:
    """A stack that can be worked on.

    Attributes:
        name: of the stack, such as `dev`.
        aws: where everything is made.
        account: the same, to ask it what there is, with the rights of its root.
        workspace: what works on it.
        root: folder with a copy of the project's `Pulumi.yaml` and of the stack's values.
        dist: folder of bundles.
        environ: variables with which an engine works on the same stack.
    """

    name: str
    aws: EmulatedAws
    account: Aws
    workspace: StackWorkspace
    root: Path
    dist: Path
    environ: Mapping[str, str]

    @property
    def application(self) -> dict[str, Any]:
        """The fraud application as AWS describes it."""
        name = f"revstream-fraud-{self.name}"
        answer = self.account("kinesisanalyticsv2", "describe_application", ApplicationName=name)
        return answer["ApplicationDetail"]  # type: ignore[no-any-return]

    def set(self, path: str, value: Any) -> None:  # noqa: ANN401 - any value of YAML
        """Give the value at `path`, such as `fraud.parallelism`, in the stack's file."""
        file = self.root / f"Pulumi.{self.name}.yaml"
        content = yaml.safe_load(file.read_text())
        first, *rest = f"revstream:{path}".split(".")
        values, key = content["config"], first
        for step in rest:
            values, key = values.setdefault(key, {}), step
        values[key] = value
        file.write_text(yaml.safe_dump(content))


@dataclass(frozen=True)
class BroughtUp:
    """A stack that has been brought up once.

    Attributes:
        stack: the stack.
        before: what was in the account before.
        previewed: what the preview of the first update said.
        made: what the first update did.
    """

    stack: EmulatedStack
    before: frozenset[str]
    previewed: ChangeSummary
    made: ChangeSummary


@contextmanager
def emulated_stack(name: str, folder: Path, *, auth: bool = False) -> Iterator[EmulatedStack]:
    """The project's stack `name`, not brought up, in an account of its own.

    Args:
        name: of the stack.
        folder: gets all files.
        auth: whether the account asks for what policies allow.
    """
    root, dist = folder / "project", folder / "project" / "dist"
    root.mkdir()
    for file in ("Pulumi.yaml", f"Pulumi.{name}.yaml"):
        shutil.copy(_PROJECT / file, root)
    (root / "infra").symlink_to(_PROJECT / "infra")
    write_bundle(dist, jobs=("fraud", "recommendations"))
    state = folder / "state"
    state.mkdir()
    with emulated_aws(folder, auth=auth) as aws:
        environ = {
            **plugin_path(folder, aws.endpoint_url),
            "PULUMI_BACKEND_URL": state.as_uri(),
        }
        workspace = StackWorkspace.open(name, root=root, dist=dist, environ=environ)
        account = Aws(aws.endpoint_url, workspace.config().region, CREDENTIALS)
        stack = EmulatedStack(name, aws, account, workspace, root, dist, environ)
        stack.set("role_propagation_s", ceil(PROPAGATION_S))
        yield stack


def changed(summary: ChangeSummary) -> set[tuple[str, str, str]]:
    """Kind, type and name of what changes, without components and providers."""
    return {
        (change.kind, change.type, change.name)
        for change in summary.changes
        if not change.type.startswith(("revstream:", "pulumi:"))
    }
