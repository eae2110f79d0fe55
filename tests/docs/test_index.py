"""Whoever looks for a page or a command finds it."""

import re

import click
import pytest

from cli.main import revstream
from tests.docs.guide import ROOT

INDEX = ROOT / "docs" / "README.md"
PAGES = sorted((ROOT / "docs").rglob("*.md"))
FRONT_PAGE_LINES = 150


def test_the_readme_is_a_front_page() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert 50 < len(lines) <= FRONT_PAGE_LINES


def test_the_index_leads_to_every_page() -> None:
    links = re.findall(r"\]\(([^)#]+)", INDEX.read_text(encoding="utf-8"))
    indexed = {(INDEX.parent / link).resolve() for link in links}
    pages = {page for page in PAGES if page != INDEX and page.parent.name != "decisions"}
    assert len(pages) > 25
    assert [str(page.relative_to(ROOT)) for page in sorted(pages - indexed)] == []


def _commands() -> list[str]:
    """Every command line of the project without its arguments, such as `rules check`."""
    context = click.Context(revstream)
    names = []
    for name in revstream.list_commands(context):
        found = revstream.get_command(context, name)
        inner = sorted(found.commands) if isinstance(found, click.Group) else []
        names += [f"{name} {each}" for each in inner] or [name]
    return names


@pytest.mark.slow
def test_every_command_is_shown_on_a_page() -> None:
    text = " ".join(page.read_text(encoding="utf-8") for page in [ROOT / "README.md", *PAGES])
    names = _commands()
    assert len(names) > 25
    assert [name for name in names if not re.search(_shown(name), text)] == []


def _shown(name: str) -> str:
    """What the text about a command has in it."""
    return rf"\b{name}\b" if " " in name else rf"(revstream|make) {name}\b"
