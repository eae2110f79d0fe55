"""A link of a page leads to a file that is there, and to a heading that is in it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r"\]\(([^)#:\s]*)(?:#([^)\s]*))?\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def _dead_links(page: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    dead = []
    for path, heading in _LINK.findall(_prose(page)):
        to = page.parent / path if path else page
        if not to.exists() or (heading and heading not in _headings(to)):
            dead.append(f"{page.relative_to(ROOT)}: {path}#{heading}")
    return dead


def _prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(
        r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )


def _headings(page: Path) -> set[str]:
    """What a link to each heading says, as GitHub makes it."""
    texts = (re.sub(r"[^\w\- ]", "", text.lower()) for text in _HEADING.findall(_prose(page)))
    return {text.replace(" ", "-") for text in texts}


def test_every_link_of_the_documentation_leads_to_a_file_and_a_heading() -> None:
    assert [link for page in PAGES for link in _dead_links(page)] == []
    links = [link for page in PAGES for link in _LINK.findall(_prose(page))]
    assert len(links) > 300
    assert sum(1 for _, heading in links if heading) > 50
