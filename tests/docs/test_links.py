"""A link of the README or of a page of docs/ leads to a file that is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)\s]*)?\)")


def _links(page: Path) -> list[Path]:
    return [page.parent / link for link in _LINK.findall(page.read_text(encoding="utf-8"))]


def test_every_link_of_the_documentation_leads_to_a_file() -> None:
    links = {page: _links(page) for page in PAGES}
    dead = [
        f"{page.relative_to(ROOT)}: {link.name}"
        for page, found in links.items()
        for link in found
        if not link.exists()
    ]
    assert dead == []
    assert sum(map(len, links.values())) > 100
