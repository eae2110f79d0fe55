"""Runs the examples (`>>> `) in the docstrings of a package's modules."""

import re
from collections.abc import Iterator
from doctest import DocTestFinder, DocTestRunner
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]
BESIDE_PULUMI = ("capacity", "infra", "release")
"""Packages whose examples run where Pulumi is installed, all others where Flink is."""

_EXAMPLE = re.compile(r"^\s*>>> ", re.MULTILINE)


def packages() -> list[str]:
    """The packages of the project, its tests and scripts among them."""
    return sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))


def modules_with_examples(package: str) -> Iterator[str]:
    """Names of the modules of `package` that have an example in them."""
    for path in sorted((ROOT / package).rglob("*.py")):
        if _EXAMPLE.search(path.read_text(encoding="utf-8")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(part for part in parts if part != "__init__")


def wrong_examples(module: str) -> tuple[int, str]:
    """How many examples `module` has, and what was expected and found of the wrong ones."""
    said: list[str] = []
    runner = DocTestRunner(verbose=False)
    for examples in DocTestFinder(exclude_empty=True).find(import_module(module)):
        runner.run(examples, out=said.append)
    return runner.summarize(verbose=False).attempted, "".join(said)
