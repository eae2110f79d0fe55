"""The package of the guide to an aggregate: its class and entry point, as the page has them."""

import re
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Final

import pytest

from features.shared.accumulators import own_loading
from features.shared.accumulators.own_loading import ENTRY_POINT_GROUP, load_aggregate
from tests.docs.guide import ROOT

PAGE: Final = ROOT / "docs" / "guides" / "add-an-aggregate.md"
TEXT: Final = PAGE.read_text(encoding="utf-8")
_BUILD: Final = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "our-features"
version = "1.0"
dependencies = ["msgspec"]

"""


def block(language: str, part: str = "") -> str:
    """The one block of a language with some text in it."""
    blocks: list[tuple[str, str]] = re.findall(
        r"^```(\w*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL
    )
    (found,) = [text for of, text in blocks if of == language and part in text]
    return found


AGGREGATE: Final = block("yaml").partition("features:\n")[2]
"""The entry of a definition file that uses the class."""


def own_package(folder: Path) -> Path:
    """Writes the package, which can be built; the folder of its modules."""
    home = folder / "our_features"
    home.mkdir(parents=True)
    (home / "__init__.py").touch()
    (home / "amount_rank.py").write_text(block("python", "class AmountRank"), encoding="utf-8")
    (folder / "pyproject.toml").write_text(_BUILD + block("toml"), encoding="utf-8")
    return home


@contextmanager
def as_if_installed(folder: Path) -> Iterator[None]:
    """Its entry points alone are found, as if the package in `folder` was installed."""
    declared = tomllib.loads(block("toml"))["project"]["entry-points"][ENTRY_POINT_GROUP]
    points = EntryPoints(EntryPoint(name, to, ENTRY_POINT_GROUP) for name, to in declared.items())
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(folder)
        for name in ("our_features", "our_features.amount_rank"):
            patched.delitem(sys.modules, name, raising=False)
        patched.setattr(own_loading, "entry_points", lambda group: points.select(group=group))
        load_aggregate.cache_clear()
        yield
        load_aggregate.cache_clear()
