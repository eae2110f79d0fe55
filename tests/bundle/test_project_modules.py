"""The modules of a bundle are exactly those that its program imports."""

from pathlib import Path

import grimp
import pytest

from infra.bundle.project_modules import imported_modules
from tests.cluster.flink_layout import ROOT

PACKAGES = (
    *("events", "features", "models", "online_store", "udfs", "jobs", "simulator", "datasets"),
    *(
        "trainset",
        "reporting",
        "monitoring",
        "backtest",
        "servers",
        "machine",
        "demo",
        "infra",
        "cli",
    ),
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "main.py": "from jobs.program import main\n",
        "jobs/__init__.py": "",
        "jobs/program.py": "import json\nimport numpy.linalg\nfrom jobs import fraud\n",
        "jobs/fraud.py": "def build():\n    from udfs.deep.stage import Stage\n",
        "jobs/unused.py": "import torch\n",
        "udfs/__init__.py": "",
        "udfs/deep/__init__.py": "from . import near\nfrom .. import above\n",
        "udfs/deep/near.py": "from ..above import x\n",
        "udfs/above.py": "import redis\n",
        "udfs/deep/stage.py": "from typing import TYPE_CHECKING\n",
        "demo/__init__.py": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_imports_are_followed_through_packages_functions_and_relative_names(project: Path) -> None:
    found = [str(file) for file in imported_modules(project, "main.py").files]
    assert found == [
        *("main.py", "jobs/__init__.py", "jobs/fraud.py", "jobs/program.py"),
        *("udfs/__init__.py", "udfs/above.py"),
        *("udfs/deep/__init__.py", "udfs/deep/near.py", "udfs/deep/stage.py"),
    ]


def test_what_is_imported_from_elsewhere_is_named_with_the_file_that_does(project: Path) -> None:
    external = imported_modules(project, "main.py").external
    assert external == {
        "json": Path("jobs/program.py"),
        "numpy": Path("jobs/program.py"),
        "redis": Path("udfs/above.py"),
        "typing": Path("udfs/deep/stage.py"),
    }


def test_the_fraud_job_has_the_modules_that_an_import_graph_of_another_making_has() -> None:
    files = imported_modules(ROOT, "main.py").files[1:]
    ours = {str(file.with_suffix("")).replace("/", ".") for file in files}
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    theirs = graph.find_upstream_modules("jobs.program") | {"jobs.program"}
    packages = {module for module in graph.modules if graph.find_children(module)}
    assert {name for name in ours if not name.endswith(".__init__")} == theirs - packages
    around = {name.rpartition(".")[0] for name in ours if "." in name}
    assert {name.removesuffix(".__init__") for name in ours if name.endswith("__init__")} >= around


@pytest.mark.parametrize(
    "room", ["simulator", "trainset", "models/shared/training", "backtest", "cli"]
)
def test_nothing_comes_along_that_only_training_or_a_command_needs(room: str) -> None:
    files = imported_modules(ROOT, "main.py").files
    assert [file for file in files if file.is_relative_to(room)] == []
