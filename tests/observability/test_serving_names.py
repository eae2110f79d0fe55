"""Alerts and dashboard ask for what a running service exports, and for all that it exports."""

import re
from typing import Final

import pytest

from tests.observability.exported import exported, together
from tests.observability.serving_scraping import drift_page, scraped_serving
from tests.observability.shown import SERVING, metrics_of
from tests.observability.templates import strange_labels
from tests.observability.unknown import unknown

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

_NOT_SHOWN: Final = {
    r"\w+_created": "when a series began, which a counter that falls to 0 says, too",
    r"process_virtual_memory_bytes": "what is reserved, of which resident memory is what counts",
    r"process_start_time_seconds": "a restart is seen where the counters fall to 0",
}
"""Metrics that are not on the dashboard, with the reason."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a service exports, drift as after its first comparison."""
    return scraped_serving(tmp_path_factory.mktemp("scraped"))


def test_every_metric_label_and_value_that_is_asked_for_is_exported(page: str) -> None:
    asked = SERVING.expressions()
    assert len(asked) > 50
    assert unknown(asked, together(exported(page), exported(drift_page()))) == []


def test_a_label_that_a_template_shows_is_one_of_a_series(page: str) -> None:
    assert strange_labels(SERVING, together(exported(page), exported(drift_page()))) == set()


def test_every_metric_that_is_exported_is_on_the_dashboard_or_left_out_for_a_reason(
    page: str,
) -> None:
    kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)$", page, re.MULTILINE))
    assert len(kinds) > 30
    drawn = metrics_of(SERVING.drawn())
    missing = {
        name
        for name, kind in kinds.items()
        if (f"{name}_bucket" if kind == "histogram" else name) not in drawn
    }
    left_out = {one: {name for name in missing if re.fullmatch(one, name)} for one in _NOT_SHOWN}
    assert missing - set().union(*left_out.values()) == set()
    assert [one for one, names in left_out.items() if not names] == []
