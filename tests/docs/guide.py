"""Runs a page of the documentation as it is written, in a copy of the project.

    ```sh           commands, in the order of the page, in one folder
    ```text         what they print; `...` stands for any rest of a line, alone for any lines
    ```python FILE  a file that is written, or added to with `>> FILE`

`python -m tests.docs.guide PAGE` prints what the commands of a page print.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """Files to write, commands to run after them, and what the commands print, if that is shown."""

    files: tuple[tuple[str, str], ...]
    commands: str
    shown: str | None


def steps(page: Path) -> Iterator[Step]:
    """The steps of a page in their order."""
    files: list[tuple[str, str]] = []
    commands, shown = None, None
    for kind, name, text in _BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "text":
            shown = text
            continue
        if commands is not None and (name or kind == "sh"):
            yield Step(tuple(files), commands, shown)
            files, commands, shown = [], None, None
        if name:
            files.append((name, text))
        elif kind == "sh":
            commands = text
    if commands is not None:
        yield Step(tuple(files), commands, shown)


def file_of(page: Path, name: str) -> str:
    """The text of a file as a page first writes it."""
    blocks: list[tuple[str, str, str]] = _BLOCK.findall(page.read_text(encoding="utf-8"))
    return next(text for _, written, text in blocks if written == name)


def copy_of_the_project(folder: Path) -> None:
    """Everything of the project that Git knows or would take, with the environment linked."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout
    for name in names.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")


def run(step: Step, folder: Path) -> str:
    """What the commands of a step print, both channels; they must succeed."""
    for name, text in step.files:
        path = folder / name.removeprefix(">> ")
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if name.startswith(">> ") else ""
        path.write_text(before + text, encoding="utf-8")
    found = {**os.environ, "PYTHONPATH": str(folder)}
    found["PATH"] = f"{ROOT / '.venv' / 'bin'}:{found['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", step.commands],
        cwd=folder,
        env=found,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"exit code {done.returncode} of\n{step.commands}\n{done.stdout}")
    return done.stdout


def is_shown(printed: str, shown: str) -> bool:
    """Whether `printed` is what `shown` says, where `...` stands for anything."""
    pattern = ""
    for line in shown.splitlines():
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(map(re.escape, line.split("..."))) + r"\n"
    return re.fullmatch(pattern, printed) is not None


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        copy_of_the_project(Path(made))
        for one in steps(Path(sys.argv[1])):
            sys.stdout.write(f"$ {one.commands}{run(one, Path(made))}\n")
