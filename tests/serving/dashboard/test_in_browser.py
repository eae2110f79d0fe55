"""The dashboard in a real browser: what comes appears, nothing hostile runs, keys, small screens.

`make screenshots` has one test make those of the documentation, of a demo that runs.
"""

import os
import re
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from events.shared.json_records import encode
from events.shared.time_units import HOUR_MS
from tests.polling import polled
from tests.serving.dashboard.conftest import PATIENT_S
from tests.serving.dashboard.site import Site, payment_decision
from tests.serving.decisions import OTHERS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

HOSTILE = '"><img src=x onerror="window.hacked=1;alert(1)"><script>window.hacked=1</script>\''


def test_a_key_signs_in_and_a_button_out(chromium: Browser, shown: Site, url: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(url)
    page.get_by_label("API key").fill(shown.key("read"))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    assert "rsk_" not in page.url
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("API key")).to_be_visible()
    context.close()


def test_a_block_appears_by_itself_and_leads_to_its_payment(
    page: Page, shown: Site, url: str
) -> None:
    page.goto(f"{url}/decisions?action=block")
    expect(page.locator("#live-state")).to_contain_text("Live")
    shown.job.write(encode(payment_decision(10, "allow")))
    shown.job.write(encode(payment_decision(11, "block")))
    row = page.locator(f'tr[data-id="{11:032x}"]')
    expect(row).to_be_visible()
    expect(page.locator(f'tr[data-id="{10:032x}"]')).to_have_count(0)
    row.get_by_role("link").first.click()
    expect(page.locator(".reasons")).to_contain_text("12 payments in a minute")
    expect(page.get_by_role("rowheader", name="in the job, all")).to_be_visible()


def test_the_table_stands_still_while_it_is_pointed_at(page: Page, shown: Site, url: str) -> None:
    page.goto(f"{url}/decisions")
    page.locator("#rows tr").first.hover()
    shown.job.write(encode(payment_decision(20)))
    expect(page.locator("#live-state")).to_contain_text("1 new decision will follow")
    row = page.locator(f'tr[data-id="{20:032x}"]')
    expect(row).to_have_count(0)
    page.get_by_role("heading", name="Decisions").hover()
    expect(row).to_be_visible()


def test_filters_show_what_was_asked_for(page: Page, url: str) -> None:
    page.goto(f"{url}/decisions")
    page.get_by_label("Merchant").fill(OTHERS)
    page.get_by_label("Action").select_option("allow")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#rows tr")).to_have_count(3)
    page.get_by_label("Merchant").fill("none")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("No decision like this is kept.")).to_be_visible()


def test_nothing_hostile_in_an_id_runs(page: Page, shown: Site, url: str) -> None:
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    page.goto(f"{url}/decisions")
    hostile = payment_decision(
        30, card_id=HOSTILE, merchant_id=HOSTILE, transaction_id=HOSTILE, text=HOSTILE
    )
    shown.job.write(encode(hostile))
    row = page.locator(f'tr[data-id="{30:032x}"]')
    expect(row.locator(".card")).to_have_text(HOSTILE)
    for link in (".when a", ".card a", ".shop a"):
        page.goto(f"{url}/decisions")
        page.locator(f'tr[data-id="{30:032x}"] {link}').click()
        expect(page.locator("main")).to_contain_text(HOSTILE)
        assert page.locator("main img, main script").count() == 0
    assert page.evaluate("window.hacked") is None
    assert dialogs == []


def test_the_keyboard_reaches_everything_in_order(page: Page, url: str) -> None:
    page.goto(f"{url}/decisions")
    focused = "document.activeElement.textContent.trim() || document.activeElement.tagName"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "Skip to the content"
    page.keyboard.press("Enter")
    reached: list[str] = []
    for _ in range(9):
        page.keyboard.press("Tab")
        reached.append(
            str(
                page.evaluate(
                    "document.activeElement.name || document.activeElement.id"
                    " || document.activeElement.getAttribute('role')"
                    " || document.activeElement.tagName"
                )
            )
        )
    assert reached[:6] == ["action", "merchant", "card", "BUTTON", "pause", "region"]
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/(payments|card|merchant)"))


@pytest.mark.parametrize("path", ["", "/decisions", f"/payments/{1:032x}", "/card?id=c-1"])
def test_a_small_screen_needs_no_scrolling_to_the_side(page: Page, url: str, path: str) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(f"{url}{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_names_of_features_are_whole_on_a_small_screen(page: Page, url: str) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(url)
    name = page.locator("table.drift tr").filter(has_text="new values").locator("code").first
    expect(name).to_have_text("amount")
    assert name.evaluate("one => one.getClientRects().length") == 1


def test_light_and_dark_follow_the_system_until_somebody_chooses(page: Page, url: str) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="dark")
    page.goto(url)
    assert page.evaluate(paper) == "rgb(20, 24, 28)"
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    page.goto(f"{url}/decisions")
    assert page.evaluate(paper) == "rgb(255, 255, 255)"


def test_the_overview_draws_and_goes_on(page: Page, shown: Site, url: str) -> None:
    page.goto(url)
    expect(page.locator(".chart canvas")).to_have_count(3)
    before = shown.live.activity.counted
    shown.job.write(encode(payment_decision(40)))
    expect(page.get_by_text(f"newest {before + 1} decisions")).to_be_visible()


def test_a_chart_tells_values_of_the_place_that_is_pointed_at(page: Page, url: str) -> None:
    page.goto(url)
    chart = page.locator("[data-chart=latency]")
    expect(chart.get_by_text("limit")).to_be_visible()
    expect(chart.locator(".u-value").last).to_be_hidden()
    chart.locator(".u-over").hover()
    expect(chart.locator(".u-value").last).to_have_text("100.0")
    expect(chart.locator(".u-value").last).to_be_visible()


def test_a_lone_value_is_drawn_as_a_point(page: Page, url: str) -> None:
    steps = [0.0] * 60
    steps[10] = steps[20] = steps[21] = 1.0
    times = [one or None for one in steps]
    told = {
        "end_s": 1_736_121_900,
        "step_s": 5,
        "per_s": {"allow": [0.0] * 60, "flag": steps, "block": [0.0] * 60},
        "p50_ms": times,
        "p99_ms": times,
        "limit_ms": 100,
    }
    page.route("**/activity.json*", lambda route: route.fulfill(json=told))
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(url)
    expect(page.locator(".chart canvas")).to_have_count(3)
    page.wait_for_function("window.points.length >= 4")
    assert len(set(page.evaluate("window.points"))) == 1


def test_the_chart_of_a_card_tells_days_and_times_of_utc(page: Page, shown: Site, url: str) -> None:
    made = [payment_decision(number, card_id="c-days") for number in (50, 51)]
    later_ms = made[1].event_time_ms + 36 * HOUR_MS
    shown.job.write(encode(made[0]))
    shown.job.write(encode(msgspec.structs.replace(made[1], event_time_ms=later_ms)))
    polled(
        lambda: shown.live.activity.of(None).newest_event_ms == later_ms,
        PATIENT_S,
        lambda: "no decision",
    )
    page.goto(f"{url}/card?id=c-days")
    expect(page.locator(".chart canvas")).to_be_visible()
    expect(page.get_by_text("times in UTC")).to_be_visible()
    page.wait_for_function("window.written.includes('7 Jan')")
    written = page.evaluate("window.written")
    assert "5 Jan" not in written
    assert written[written.index("7 Jan") - 1] == "00:00"


@pytest.mark.skipif("REVSTREAM_LIVE" not in os.environ, reason="asked for by make screenshots")
def test_screenshots(chromium: Browser) -> None:
    """Pictures of a running demo for the documentation.

    Its link is REVSTREAM_LIVE, a user with a list REVSTREAM_SHOPPER.
    """
    folder = Path(os.environ["REVSTREAM_SCREENSHOTS"])
    link = os.environ["REVSTREAM_LIVE"]
    url = link.partition("/open?")[0]
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.goto(link)
    page.wait_for_timeout(6_000)
    page.screenshot(path=folder / "dashboard-overview.png")
    page.goto(f"{url}/decisions?action=block")
    page.locator("#rows td.when a").first.click()
    page.screenshot(path=folder / "dashboard-payment.png")
    page.goto(f"{url}/shopper?kind=user&id={quote(os.environ['REVSTREAM_SHOPPER'], safe='')}")
    expect(page.locator("table.items tbody tr").first).to_be_visible()
    page.screenshot(path=folder / "dashboard-shopper.png")
    page.set_viewport_size({"width": 400, "height": 860})
    page.emulate_media(color_scheme="dark")
    page.goto(f"{url}/decisions?action=block")
    page.screenshot(path=folder / "dashboard-small-dark.png")
    context.close()
