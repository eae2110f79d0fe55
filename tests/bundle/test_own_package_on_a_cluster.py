"""A team's own file, rules and aggregate travel in the bundle, and decide on a cluster.

As in `test_bundle_on_a_cluster`, nothing of the project, and nothing of the team, is on the
cluster's path. One task each, so that every feature is determined.
"""

import shutil
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from infra.bundle.build import BuiltBundle, build_bundle
from infra.bundle.manifest import BundleError
from jobs.fraud.outputs import OUTPUTS
from jobs.shared.results import join
from tests.bundle.managed_flink import start_bundle, write_properties
from tests.cluster.flink_cluster import FlinkCluster
from tests.cluster.flink_layout import ROOT
from tests.docs.guide import copy_of_the_project
from tests.docs.guide_team import GuideTeam, encoded, guide_team, replayed, team_payments
from tests.docs.own_package import AGGREGATE, as_if_installed, own_package
from tests.jobs.outputs import read_outputs

pytestmark = pytest.mark.timeout(600)

COUNT = 800
OBSERVED = Path(__file__).parent / "observed_program.py"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, connector_jar: Path) -> Iterator[Path]:
    """A copy of the project with what a team puts into it."""
    folder = tmp_path_factory.mktemp("of-the-team") / "project"
    copy_of_the_project(folder)
    jar = folder / connector_jar.relative_to(ROOT)
    jar.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(connector_jar, jar)
    team = guide_team(folder.parent)
    with team.definitions.open("a") as definitions:
        definitions.write(AGGREGATE)
    shutil.copy(team.definitions, folder / "features" / "fraud")
    shutil.copy(team.rules, folder / "models" / "fraud" / "rules" / "team-rules.yaml")
    own_package(folder / "packages" / "our-features")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PATH", str(ROOT / ".bootstrap" / "bin"), prepend=":")
        patched.setenv("PATH", str(ROOT / ".venv" / "bin"), prepend=":")
        yield folder


@pytest.fixture(scope="module")
def built(project: Path) -> BuiltBundle:
    return build_bundle(project, project.parent / "dist")


def test_the_bundle_has_the_file_the_rules_and_the_package(built: BuiltBundle) -> None:
    manifest = built.bundle.manifest
    assert "dep/features/fraud/team.yaml" in manifest.definitions
    assert "dep/models/fraud/rules/team-rules.yaml" in manifest.rules
    assert manifest.wheels["our-features"] == "1.0"


def test_a_job_of_the_bundle_computes_what_the_replayer_does_through_a_restart(
    cluster: FlinkCluster, built: BuiltBundle, project: Path, tmp_path: Path
) -> None:
    unpacked, records = tmp_path / "unpacked", encoded(team_payments(COUNT))
    with ZipFile(built.bundle.path) as archive:
        archive.extractall(unpacked)
    source = tmp_path / "payments.jsonl"
    source.write_bytes(b"".join(record + b"\n" for record in records))
    options = built.bundle.manifest.run_options
    groups = {
        "kinesis.analytics.flink.run.options": options,
        "source": {"uri": f"file:{source}"},
        "sink": {"uri": f"file:{tmp_path / 'out'}"},
        "features": {"definitions": "team.yaml"},
        "decision": {"rules": "team-rules.yaml"},
    }
    program = (str(OBSERVED), str(tmp_path), str(COUNT // 2))
    properties = write_properties(tmp_path, groups)
    ended = start_bundle(cluster, unpacked, options, properties, *program)
    assert ended.returncode == 0, ended.stdout[-3000:] + cluster.log("taskmanager-0")[-3000:]
    assert len(list(tmp_path.glob("life-*.json"))) == 2
    join(tmp_path / "out", OUTPUTS)
    decided = read_outputs(tmp_path / "out").by_transaction
    with as_if_installed(project / "packages" / "our-features"):
        folder = project.parent
        expected = replayed(GuideTeam(folder / "team.yaml", folder / "rules.yaml").plan(), records)
    assert len({one["card_amount_rank_30d"] for one in expected.values()}) > 50
    mismatches = Counter(
        feature
        for name, features in expected.items()
        for feature, value in features.items()
        if decided[name]["features"][feature] != value
    )
    assert mismatches == Counter()


def test_the_projects_environment_has_the_package_too(project: Path, tmp_path: Path) -> None:
    copy = tmp_path / "project"
    shutil.copytree(project, copy, symlinks=True)
    (copy / ".venv").unlink()  # else it is that of this project
    subprocess.run([copy / "scripts" / "bootstrap", "python"], check=True)
    load = "from features.shared.accumulators.own_loading import load_aggregate as load"
    found = subprocess.run(
        [copy / ".venv" / "bin" / "python", "-c", f"{load}; print(load('amount_rank').__module__)"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == "our_features.amount_rank\n"


def test_a_package_that_needs_what_the_bundle_lacks_is_not_bundled(
    project: Path, tmp_path: Path
) -> None:
    declared = project / "packages" / "our-features" / "pyproject.toml"
    before = declared.read_text()
    assert tomllib.loads(before)["project"]["dependencies"] == ["msgspec"]
    declared.write_text(before.replace('"msgspec"', '"msgspec", "scipy>=1"'))
    try:
        with pytest.raises(BundleError, match=r"^our-features needs scipy: neither in"):
            build_bundle(project, tmp_path)
    finally:
        declared.write_text(before)
