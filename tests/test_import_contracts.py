"""An import that a contract forbids fails the check, and the contract's sentence says why."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

SHARED = "What systems share knows none of them: take what is a system's own as an argument"
FRAUD = "The fraud system knows nothing of the recommendation system: move what both need to shared"
RECOMMENDATIONS = (
    "The recommendation system knows nothing of the fraud system: move what both need to shared"
)
ONE_WAY = "Imports go one way: cli, jobs, udfs, models, features, events"
SERVED = (
    "What is served stands in the same order: the dashboard over the API and its client, these over"
    " the forms of the wire, these over the systems, these over what they share"
)
SIDE_BY_SIDE = (
    "In each layer the systems stand side by side over what they share, and nothing else is there"
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's packages in another folder."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "pyproject.toml", folder)
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for package in settings["tool"]["importlinter"]["root_packages"]:
        only_python = shutil.ignore_patterns("node_modules", "__pycache__", "artifacts")
        shutil.copytree(ROOT / package, folder / package, ignore=only_python)
    return folder


def _linted(folder: Path) -> tuple[int, str]:
    """The exit code of the check of imports, and what it says, a space for each gap."""
    found = {**os.environ, "PYTHONPATH": str(folder)}
    command = [str(LINT_IMPORTS), "--no-cache"]
    done = subprocess.run(
        command, cwd=folder, env=found, capture_output=True, text=True, check=False
    )
    return done.returncode, " ".join(done.stdout.split())


def test_the_project_as_it_is_keeps_every_contract(copy: Path) -> None:
    code, said = _linted(copy)
    assert code == 0
    assert "0 broken" in said


@pytest.mark.parametrize(
    ("module", "line", "sentence"),
    [
        (
            "models/shared/scorer.py",
            "from models.fraud.thresholds import Thresholds",
            SHARED,
        ),
        (
            "udfs/shared/key_logs.py",
            "from features.recommendations import nothing",
            SHARED,
        ),
        (
            "jobs/fraud/topology.py",
            "from udfs.recommendations import nothing",
            FRAUD,
        ),
        (
            "jobs/recommendations/__init__.py",
            "from events.fraud.payment import Payment",
            RECOMMENDATIONS,
        ),
        (
            "features/fraud/payment.py",
            "from features.recommendations import nothing",
            SIDE_BY_SIDE,
        ),
        (
            "events/stray.py",
            "",
            SIDE_BY_SIDE,
        ),
        (
            "infra/systems.py",
            "from jobs.shared.result_folder import PARTS",
            "Infrastructure imports of a job its settings and its state lock alone",
        ),
        (
            "jobs/shared/execution.py",
            "from servers.valkey import valkey_server",
            "Nothing that a bundle ships needs a local server, only a Java and a free port",
        ),
        (
            "monitoring/drift/finding.py",
            "from serving.shared.caller import Caller",
            ONE_WAY,
        ),
        (
            "monitoring/traces/record.py",
            "import pyflink",
            "PyFlink only in udfs and jobs",
        ),
        (
            "udfs/fraud/loading.py",
            "from monitoring.drift.finding import Finding",
            "A job needs nothing that only training needs",
        ),
        (
            "serving/shared/forwarding.py",
            "from models.fraud.thresholds import Thresholds",
            SHARED,
        ),
        (
            "serving/fraud/brief.py",
            "from serving.recommendations.lists import ListService",
            SERVED,
        ),
        (
            "serving/client/results.py",
            "from serving.api.metrics import Metrics",
            SERVED,
        ),
        (
            "serving/stray.py",
            "",
            SERVED,
        ),
        (
            "serving/fraud/scoring.py",
            "import litestar",
            "The web server only in the API and the dashboard",
        ),
        (
            "serving/fraud/sync_scoring.py",
            "from serving.fraud.parity.load_plan import LoadPlan",
            "What answers requests knows nothing of what compares its answers with a job's",
        ),
        (
            "serving/shared/token_bucket.py",
            "import redis",
            "Redis only in the online store",
        ),
    ],
)
def test_a_forbidden_import_breaks_the_contract_that_says_why(
    copy: Path, module: str, line: str, sentence: str
) -> None:
    path = copy / module
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        code, said = _linted(copy)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
    assert code == 1
    assert f"{sentence} BROKEN" in said
