"""What every report is held to: it is well-formed, and needs nothing but itself."""

from typing import Final
from xml.etree import ElementTree as ET

_LOADING: Final = {"script", "link", "img", "iframe", "object", "embed", "base", "source"}
_REFERRING: Final = {"src", "href", "srcset", "data", "action", "poster"}


def assert_self_contained(html: str) -> None:
    """The page parses as XML, has no script and loads nothing."""
    for part in ET.fromstring(html).iter():  # noqa: S314 - our own
        assert part.tag not in _LOADING
        assert not _REFERRING & set(part.attrib)
        assert not [name for name in part.attrib if name.startswith("on") or ":" in name]
    assert "url(" not in html
    assert "@import" not in html


def assert_charts_described(html: str, charts: int) -> None:
    """The page has so many charts, each with a title for who cannot see it."""
    found = html.split("<svg")[1:]
    assert len(found) == charts
    for chart in found:
        drawn = ET.fromstring(f"<svg{chart.split('</svg>')[0]}</svg>")  # noqa: S314 - our own
        title = drawn.find("title")
        assert title is not None
        assert title.text
        assert "nan" not in chart.split("</svg>")[0]


def words_of(html: str) -> str:
    """The text of the page."""
    return " ".join(ET.fromstring(html).itertext())  # noqa: S314 - our own
