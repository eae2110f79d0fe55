"""A stack can be worked on from a program, and what stands in the way is said in one message."""

import os
import shutil
from pathlib import Path

import pytest

from infra.automation import StackError, StackWorkspace
from infra.bundle.manifest import BundleError
from infra.stack_config_reader import ConfigError
from tests.infra.bundles import write_bundle
from tests.infra.stack_files import ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's stack `dev`."""
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "infra").symlink_to(ROOT / "infra")
    return tmp_path


def _open(project: Path, **environ: str) -> StackWorkspace:
    state = project / "state"
    state.mkdir(exist_ok=True)
    engines = f"{ROOT / '.tools' / 'bin'}:{os.environ['PATH']}"
    return StackWorkspace.open(
        "dev",
        root=project,
        dist=project,
        environ={
            "PATH": engines,
            "PULUMI_BACKEND_URL": state.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "",
            "PULUMI_HOME": str(project / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            **environ,
        },
    )


def test_a_stack_that_was_never_brought_up_has_values_and_no_outputs(project: Path) -> None:
    workspace = _open(project)
    assert workspace.config().environment == "dev"
    assert workspace.outputs() is None


def test_a_stack_without_a_bundle_is_told_to_build_one(project: Path) -> None:
    with pytest.raises(BundleError, match="run `make bundle`"):
        _open(project).preview()


def test_a_faulty_stack_is_refused_before_the_engine_is_asked(project: Path) -> None:
    write_bundle(project)
    file = project / "Pulumi.dev.yaml"
    file.write_text(
        file.read_text().replace(
            "    parallelism: 1\n", "    parallelism: 1\n    properties: {time.lateness: five}\n"
        )
    )
    with pytest.raises(ConfigError, match=r"fraud.properties: time.lateness: unknown property"):
        _open(project).preview()


def test_a_backend_that_cannot_be_reached_is_the_engine_s_own_message(project: Path) -> None:
    with pytest.raises(StackError, match="nowhere"):
        _open(project, PULUMI_BACKEND_URL="file:///nowhere/at/all")


def test_a_machine_without_an_engine_is_told_how_to_get_one(project: Path) -> None:
    with pytest.raises(StackError, match="scripts/bootstrap pulumi"):
        _open(project, PATH="/nowhere")
