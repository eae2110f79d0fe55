"""Whatever a record holds, a page shows it and does nothing else."""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest

from serving.dashboard.assets import Assets
from serving.dashboard.pages import Pages
from serving.dashboard.rows import RowsForm
from serving.fraud.received import received
from tests.serving.dashboard.site import Site, payment_decision, site
from tests.serving.dashboard.visiting import Visitor, visitor

HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "' onmouseover=alert(1) x='",
    "javascript:alert(1)",
    "{{ 7 * 7 }}",
    "</td></tr></table>",
    "\u202egnp.exe\u202c",
    "a\nb\r\nevent: gap\ndata: c",
    "&lt;b&gt;",
    "%3Cscript%3E",
    "../../sign-in?x=1#y",
]
_FIELD = re.compile(r"<input [^>]*>")
ESCAPED = {"\u202e": "\\u202e", "\n": "\\n", "\r": "\\r"}


@pytest.fixture
def shown(tmp_path: Path) -> Site:
    return site(tmp_path)


@pytest.fixture
def platform(shown: Site) -> Iterator[Visitor]:
    with visitor(shown, shown.key()) as client:
        yield client


def is_shown_as_text(page: str, value: str) -> bool:
    for character, written in ESCAPED.items():
        value = value.replace(character, written)
    value = value.replace("\u202c", "\\u202c")
    return escape(value).replace("&quot;", "&#34;").replace("&#x27;", "&#39;") in page


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_text_on_every_page(
    shown: Site,
    platform: Visitor,
    value: str,
) -> None:
    shown.decide(
        payment_decision(1, card_id=value, merchant_id=value, transaction_id=value, text=value)
    )
    id_ = quote(value, safe="")
    paths = [
        "/decisions",
        f"/decisions?card={id_}",
        f"/payments/{1:032x}",
        f"/card?id={id_}",
        f"/merchant?id={id_}",
    ]
    pages = [platform.get(f"/dashboard{path}") for path in paths]
    assert [page.status_code for page in pages] == [200] * 5
    for page in pages:
        assert is_shown_as_text(page.text, value)
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        # A field of a form keeps what was written into it, to send it again.
        assert "\u202e" not in _FIELD.sub("", page.text)
        assert ">49<" not in page.text


@pytest.mark.parametrize("value", HOSTILE)
def test_links_lead_to_what_has_the_value_and_nowhere_else(
    shown: Site,
    platform: Visitor,
    value: str,
) -> None:
    shown.decide(payment_decision(1, merchant_id=value))
    page = platform.get("/dashboard/decisions").text
    link = page.split('href="/dashboard/merchant?')[1].partition('"')[0]
    assert "<h1>Merchant" in platform.get(f"/dashboard/merchant?{link}").text
    assert platform.get(f"/dashboard/merchant?{link}").text.count("data-id=") == 1


@pytest.mark.parametrize("value", HOSTILE)
def test_a_row_that_comes_is_one_event_whatever_it_holds(value: str) -> None:
    form = RowsForm(Pages(Assets()), card_pages=True)
    one = payment_decision(1, card_id=value, merchant_id=value, text=value)
    event = form.decisions([received(one, b"{}")], with_why=True).decode()
    lines = event.split("\n")
    assert event.endswith("\n\n")
    assert event.count("\n\n") == 1
    assert {line.partition(":")[0] for line in lines if line} == {"id", "event", "data"}
    assert [line for line in lines if line.startswith("event")] == ["event: rows"]
    assert is_shown_as_text(event, value)
