"""A shopper's list in a real browser: by the keyboard, on a small screen, whatever an id holds."""

import pytest
from playwright.sync_api import Page, expect

from tests.serving.dashboard.site import Site
from tests.serving.stored_lists import CANDIDATES, stored_candidates, stored_list

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

MOST_TABS = 20
HOSTILE = '"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'


def test_the_keyboard_asks_for_a_list_and_goes_on_to_an_item(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("link", name="Shoppers").press("Enter")
    expect(page.get_by_role("link", name="Shoppers")).to_have_attribute("aria-current", "page")
    page.get_by_label("Known by").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("u-1")
    page.keyboard.press("Enter")
    rows = page.get_by_role("region", name="Items, best first").locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("seen in this session")
    reached = ""
    for _ in range(MOST_TABS):
        if reached == "lamp-2":
            break
        page.keyboard.press("Tab")
        reached = str(page.evaluate("document.activeElement.textContent.trim()"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Looks at item")).to_have_value("lamp-2")
    expect(rows.first.locator("th")).to_have_text("chair-3")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_list_needs_no_scrolling_to_the_side_on_a_small_screen(
    page: Page, url: str, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(f"{url}/shopper?kind=user&id=u-1")
    expect(page.get_by_role("link", name="earbuds-1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == ("rgb(20, 24, 28)" if scheme == "dark" else "rgb(255, 255, 255)")


def test_nothing_hostile_in_an_id_or_a_reason_runs(
    page: Page, shown: Site, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = CANDIDATES[0].__class__(HOSTILE, 0.5, HOSTILE, HOSTILE, HOSTILE)
    monkeypatch.setattr(shown.lists, "lists", {f"user:{HOSTILE}": stored_list([item])})
    monkeypatch.setattr(shown.lists, "candidates", {f"user:{HOSTILE}": stored_candidates([item])})
    page.goto(f"{url}/shopper")
    page.get_by_label("Id", exact=True).fill(HOSTILE)
    page.get_by_role("button", name="Show").click()
    row = page.locator("table.items tbody tr")
    expect(row.locator("td.why")).to_have_text(HOSTILE)
    row.get_by_role("link").click()
    expect(page.get_by_label("Looks at item")).to_have_value(HOSTILE)
    assert page.locator("main img, main script").count() == 0
    assert page.evaluate("window.hacked") is None
