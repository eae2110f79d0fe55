"""Links between the guides lead to files that exist."""

import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


@pytest.mark.parametrize(
    "guide", [_ROOT / "README.md", *sorted(_ROOT.glob("docs/**/*.md"))], ids=lambda path: path.name
)
def test_every_link_of_a_guide_leads_to_a_file(guide: Path) -> None:
    targets = _LINK.findall(guide.read_text(encoding="utf-8"))
    assert [target for target in targets if not (guide.parent / target).exists()] == []
