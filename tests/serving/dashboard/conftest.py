"""A dashboard in a real browser, both started once for the tests of a module."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from events.shared.json_records import encode
from machine.ports import LOCALHOST
from tests.serving.api.running import running
from tests.serving.dashboard.browser import browser
from tests.serving.dashboard.site import Site, payment_decision, site
from tests.serving.decisions import OTHERS
from tests.serving.drifting import come, small_watch

PATIENT_S = 20
"""A wait ends as soon as what it is for is there."""

_NOTES_WHAT_IS_DRAWN = """
window.written = [];
const write = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
  window.written.push(text);
  return write.call(this, text, ...at);
};
window.points = [];
const arc = Path2D.prototype.arc;
Path2D.prototype.arc = function (x, ...more) {
  window.points.push(x);
  return arc.call(this, x, ...more);
};
"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A dashboard that follows its job, and has found that amounts are not as in training."""
    watch = small_watch()
    watch.heard(come(3_000, 500.0), is_live=False)
    watch.compare()
    shown = site(tmp_path_factory.mktemp("site"), follows=True, drift=watch)
    shown.job.begin()
    for number in range(1, 4):
        shown.job.write(encode(payment_decision(number, "allow", merchant_id=OTHERS)))
    return shown


@pytest.fixture(scope="module")
def url(shown: Site) -> Iterator[str]:
    with running(shown.app) as port:
        yield f"http://{LOCALHOST}:{port}/dashboard"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture
def page(chromium: Browser, shown: Site, url: str) -> Iterator[Page]:
    """A page of somebody who signed in by a link, where a script that is refused fails the test.

    It is far from UTC. What charts write is in `window.written`, where they draw a point, from the
    left, in `window.points`.
    """
    context = chromium.new_context(base_url=url, timezone_id="America/New_York")
    context.add_init_script(_NOTES_WHAT_IS_DRAWN)
    page = context.new_page()
    page.set_default_timeout(1_000 * PATIENT_S)
    wrong: list[str] = []

    def note(said: ConsoleMessage) -> None:
        if said.type == "error":
            wrong.append(said.text)

    page.on("console", note)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{url}/open?token={shown.sessions.link_token()}")
    yield page
    context.close()
    assert wrong == []
