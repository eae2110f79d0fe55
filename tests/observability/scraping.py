"""What a job of this machine exports while it runs, scraped as Prometheus would."""

from collections.abc import Set as AbstractSet
from pathlib import Path
from threading import Event
from urllib.request import urlopen

from jobs.fraud.job import FRAUD
from jobs.recommendations.job import RECOMMENDATIONS
from jobs.shared.execution import run_local
from jobs.shared.job import Job, SettingsT, SummaryT
from jobs.shared.progress import JobProgress
from machine.ports import LOCALHOST
from servers.metrics_page import metrics_page
from tests.cluster.payments import payments, write
from tests.jobs.recommendations.shop import shop_files
from tests.observability.exported import exported

_NEVER_SILENT_S = 600.0


def scraped_fraud(folder: Path, store_url: str, wanted: AbstractSet[str]) -> str:
    """The page of a fraud job, as soon as it has all that is wanted; its last one otherwise."""
    source = write(payments(2_000), folder / "payments.jsonl")
    return _scraped(FRAUD, {"source.uri": f"file:{source}", "store.url": store_url}, wanted)


def scraped_recommendations(folder: Path, store_url: str, wanted: AbstractSet[str]) -> str:
    """The same of a recommendation job."""
    shop = shop_files(folder, events=2_000)
    places = {"source.uri": f"file:{shop.events}", "items.uri": f"file:{shop.catalogue}"}
    return _scraped(RECOMMENDATIONS, places | {"store.url": store_url}, wanted)


def _scraped(
    job: Job[SettingsT, SummaryT], properties: dict[str, str], wanted: AbstractSet[str]
) -> str:
    paced = {"source.rate_per_s": "100", "job.checkpoint_interval_ms": "1000"}
    settings = job.load({}, properties | paced)
    seen, stop = [""], Event()
    with metrics_page(LOCALHOST, 0, _NEVER_SILENT_S) as page:

        def look(_: JobProgress) -> None:
            with urlopen(page.url) as answer:
                text = answer.read().decode()
            if text and not stop.is_set():
                seen.append(text)
                if wanted <= exported(text).keys():
                    stop.set()

        run_local(job, settings, look, stop, metrics_url=page.push_url)
    return seen[-1]
