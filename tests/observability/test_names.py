"""Alerts and dashboard ask for what a running job exports, and for all that a job counts itself."""

import re

import pytest
import yaml

from servers.valkey import ValkeyServer
from tests.infra.cloudwatch_metrics import job_metrics
from tests.observability.exported import exported, together
from tests.observability.scraping import scraped_fraud, scraped_recommendations
from tests.observability.shown import CONFIG, JOBS, metrics_of
from tests.observability.templates import strange_labels
from tests.observability.unknown import unknown

pytestmark = pytest.mark.timeout(400)

OWN = "flink_taskmanager_job_task_operator_kinesisanalytics_"


ASKED = metrics_of(JOBS.expressions())


def _wanted(system: str) -> frozenset[str]:
    """What is asked for of a job of this system."""
    own = frozenset(OWN + name for name in job_metrics(system))
    return own | {name for name in ASKED - {"up"} if not name.startswith(OWN)}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, valkey: ValkeyServer) -> list[str]:
    """What a job of each system exports."""
    folder = tmp_path_factory.mktemp("scraped")
    return [
        scraped_fraud(folder, valkey.url, _wanted("fraud")),
        scraped_recommendations(folder, valkey.url, _wanted("recommendations")),
    ]


def test_every_metric_label_and_value_that_is_asked_for_is_exported(pages: list[str]) -> None:
    asked, page = JOBS.expressions(), together(*map(exported, pages))
    assert len(asked) > 50
    assert unknown(asked, page) == []


def test_a_label_that_a_template_shows_is_one_of_a_series_or_made_in_the_expression(
    pages: list[str],
) -> None:
    assert strange_labels(JOBS, together(*map(exported, pages))) == set()


def test_every_metric_that_a_job_counts_itself_is_on_the_dashboard() -> None:
    names = job_metrics("fraud") | job_metrics("recommendations")
    assert len(names) > 20
    assert {OWN + name for name in names} - metrics_of(JOBS.drawn()) == set()


def test_no_two_series_differ_by_the_labels_alone_that_the_example_drops(pages: list[str]) -> None:
    job, _ = yaml.safe_load(CONFIG.read_text())["scrape_configs"]
    (rule,) = job["metric_relabel_configs"]
    dropped = re.compile(rf'\b(?:{rule["regex"]})="[^"]*",?')
    assert len(pages) == 2
    for page in pages:
        series = [line.rpartition(" ")[0] for line in page.splitlines() if line[:1] != "#"]
        assert len(series) > 500
        left = [dropped.sub("", one) for one in series]
        assert left != series
        assert len(set(left)) == len(series)
