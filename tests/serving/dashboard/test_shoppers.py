"""A shopper's page: the list of the API with its reasons, or in words why there is none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from online_store.errors import StoreUnavailable
from reporting.wording import NOTHING
from tests.serving.dashboard.site import Site, site
from tests.serving.dashboard.test_hostile_values import HOSTILE, is_shown_as_text
from tests.serving.dashboard.visiting import Visitor, said, visitor
from tests.serving.decisions import OWN
from tests.serving.stored_lists import CANDIDATES, stored_candidates, stored_list

USER = "/shopper?kind=user&id=u-1"


@pytest.fixture
def shown(tmp_path: Path) -> Site:
    return site(tmp_path)


@pytest.fixture
def platform(shown: Site) -> Iterator[Visitor]:
    """Somebody with a key that may read."""
    with visitor(shown, shown.key("read")) as client:
        yield client


def test_a_list_has_each_item_with_what_speaks_for_it(platform: Visitor) -> None:
    page = said(platform, USER)
    assert "User u-1" in page
    assert f"1 earbuds-1 audio {NOTHING} 0.923 session seen in this session the shopper" in page
    assert "2 lamp-2 lamps EUR 49.90 0.697 transition often seen right after earbuds-1" in page
    assert (
        f"3 chair-3 {NOTHING} {NOTHING} 0.250 category sought in this category the shopper" in page
    )
    assert "2025-01-06 00:00:00 UTC, 90 s ago" in page
    assert "Ranker ranker@1" in page
    assert "no_repeats@2" in page
    assert "81cc67efb981" in page
    assert "List f78b50029f299ac8307e24affb40b9a1" in page


def test_the_features_of_the_shopper_are_beside_the_list(platform: Visitor) -> None:
    assert "shopper_views 7" in said(platform, USER)


def test_an_item_leads_to_the_list_while_it_is_looked_at(platform: Visitor) -> None:
    link = platform.get(f"/dashboard{USER}").text.split('<th scope="row"><a href="')[2]
    page = said(platform, link.partition('"')[0].replace("&amp;", "&").removeprefix("/dashboard"))
    assert "made anew for the item" in page
    assert f"1 chair-3 {NOTHING} {NOTHING} 0.250 category sought in this category the item" in page
    assert "lamp-2 lamps" not in page


def test_to_look_at_a_list_is_no_exposure(shown: Site, platform: Visitor) -> None:
    assert "earbuds-1" in said(platform, USER)
    assert shown.exposures.records == []


def test_without_an_id_the_page_asks_for_one(platform: Visitor) -> None:
    page = said(platform, "/shopper")
    assert "no exposure" in page
    assert "Features as stored" not in page


def test_a_shopper_without_a_list_is_said_to_have_none(platform: Visitor) -> None:
    page = said(platform, "/shopper?kind=session&id=u-1")
    assert "No list: the store has none of this session" in page
    assert "The store has no features of this shopper" in page


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("id=%00", "Id: a control character"),
        ("id=&item=lamp-2", "Id: blank"),
        ("id=u-1&item=a%0Ab", "Looks at: a line end"),
        (f"id={'x' * 129}", "Id: 129 characters"),
    ],
)
def test_an_id_that_no_shopper_has_is_refused_in_words(
    platform: Visitor, query: str, says: str
) -> None:
    assert says in said(platform, f"/shopper?kind=user&{query}", 400)


def test_a_kind_that_there_is_not_is_no_page(platform: Visitor) -> None:
    assert platform.get("/dashboard/shopper?kind=planet&id=u").status_code == 400


def test_a_store_that_is_away_is_said_and_what_was_asked_stays(
    shown: Site, platform: Visitor
) -> None:
    shown.lists.failing = StoreUnavailable("redis://secret")
    assert "The store does not answer now" in said(platform, USER, 503)
    page = platform.get(f"/dashboard{USER}").text
    assert 'value="u-1"' in page
    assert "secret" not in page
    shown.lists.failing = None
    assert "earbuds-1" in said(platform, USER)


def test_lists_are_for_the_shop_and_its_pages_lead_there(shown: Site, platform: Visitor) -> None:
    assert 'href="/dashboard/shopper"' in platform.get("/dashboard").text
    with visitor(shown, shown.key("read", merchants=(OWN,))) as tenant:
        assert 'href="/dashboard/shopper"' not in tenant.get("/dashboard").text
        assert "not of single merchants" in said(tenant, USER, 403)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_text(shown: Site, platform: Visitor, value: str) -> None:
    item = CANDIDATES[0].__class__(value, 0.5, value, value, value)
    shown.lists.lists = {"user:u": stored_list([item])}
    shown.lists.candidates = {"user:u": stored_candidates([item])}
    pages = [
        platform.get("/dashboard/shopper", params={"kind": "user", "id": "u"}),
        platform.get("/dashboard/shopper", params={"kind": "user", "id": value}),
        platform.get("/dashboard/shopper", params={"kind": "user", "id": "u", "item": value}),
    ]
    assert pages[0].status_code == 200
    assert {page.status_code for page in pages} <= {200, 400}
    assert is_shown_as_text(pages[0].text, value)
    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert ">49<" not in page.text


def test_the_page_needs_a_session(shown: Site) -> None:
    with visitor(shown) as nobody:
        answer = nobody.get(f"/dashboard{USER}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard/sign-in")
