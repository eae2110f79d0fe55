"""A decision is pushed to the page: no part of the way waits for a question or a reload.

::

    record written --looked for every PAUSE_S--> service --event--> row on the screen

How soon it is there, `make bench-screen` measures; no test waits for a time.
"""

import json
import os
from pathlib import Path
from statistics import quantiles
from time import sleep, time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from events.shared.json_records import encode
from serving.shared.tail.following import PAUSE_S
from tests.serving.dashboard.site import Site, payment_decision

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

LIMIT_S = 2
BLOCKS = 200
WATCH = """() => {
  window.watched = { pushed: "", added: {}, since: performance.now() };
  document.body.addEventListener("htmx:sseMessage", (event) => {
    watched.pushed += event.detail.data;
  });
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((row) => {
    const id = row.dataset?.id;
    if (id) requestAnimationFrame(() => {
      watched.added[id] = performance.timeOrigin + performance.now();
    });
  }))).observe(document.getElementById("rows"), { childList: true });
}"""
"""Notes what is pushed, and when a row is drawn, epoch ms by the clock of the machine."""
ASKED_SINCE = """() => performance.getEntriesByType("resource")
  .filter((one) => one.startTime > watched.since).map((one) => one.name)"""


def _watched(page: Page, url: str) -> None:
    """Open the table of blocks, and note what happens to it."""
    page.goto(f"{url}/decisions?action=block")
    expect(page.locator("#live-state")).to_contain_text("Live")
    page.evaluate(WATCH)


def test_a_block_comes_by_a_push_into_the_page_that_is_open(
    page: Page, shown: Site, url: str
) -> None:
    _watched(page, url)
    shown.job.write(encode(payment_decision(60, "block")))
    expect(page.locator(f'tr[data-id="{60:032x}"]')).to_be_visible()
    watched: Any = page.evaluate("watched")
    assert f'data-id="{60:032x}"' in watched["pushed"]
    assert page.evaluate(ASKED_SINCE) == []


def test_what_is_written_is_looked_for_far_more_often_than_it_may_take() -> None:
    assert 0 < PAUSE_S <= LIMIT_S / 10


@pytest.mark.skipif(
    "REVSTREAM_ON_SCREEN" not in os.environ, reason="asked for by make bench-screen"
)
def test_how_soon_blocks_are_on_the_screen(page: Page, shown: Site, url: str) -> None:
    """Measure, and write to the file that REVSTREAM_ON_SCREEN names."""
    _watched(page, url)
    written: dict[str, float] = {}
    for number in range(1_000, 1_000 + BLOCKS):
        written[f"{number:032x}"] = time() * 1_000
        shown.job.write(encode(payment_decision(number, "block")))
        sleep(0.057)
    page.wait_for_function(f"Object.keys(watched.added).length >= {BLOCKS}")
    drawn: Any = page.evaluate("watched.added")
    took = sorted(drawn[one] - begun for one, begun in written.items())
    cuts = quantiles(took, n=100)
    told = {
        "blocks": BLOCKS,
        "p50_ms": round(cuts[49], 1),
        "p99_ms": round(cuts[98], 1),
        "most_ms": round(took[-1], 1),
    }
    result = Path(os.environ["REVSTREAM_ON_SCREEN"])
    result.parent.mkdir(parents=True, exist_ok=True)
    result.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
