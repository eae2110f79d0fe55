"""The demo that goes on: payments come at a rate, and their decisions are watched in a browser.

payments.jsonl --history, then a rate--> job in a MiniCluster --> decisions --+
labels.jsonl   -------------------------------+                               +--> serve, dashboard
                                              +--> embedded Valkey -----------+
"""

from threading import Event
from time import time_ns
from typing import Final

from demo.fraud.data import DataFiles, DataSet, simulated, write_data
from demo.fraud.file_demo import PROGRESS_WORDS, payments_of_history, say_what_was_simulated
from demo.fraud.label_arrivals import label_arrivals
from demo.fraud.place import Place
from demo.fraud.plan import DemoPlan
from demo.fraud.served import Served, serving
from demo.shared.live_progress import LiveProgress
from demo.shared.store import store_at
from features.fraud.definitions import load_definitions
from features.fraud.payment_contract import payment_contract
from jobs.fraud.job import FRAUD
from jobs.fraud.settings import load_settings
from jobs.shared.execution import run_local
from jobs.shared.progress import JobProgress

_STATE_ITEMS: Final = "2000"
"""Of a key's state in the store, so that a payment can be decided on request, too."""


def run_live_demo(plan: DemoPlan, place: Place) -> None:
    """Run the demo of `plan` until somebody ends it.

    Args:
        plan: what is simulated, how long at which rate.
        place: where to work.
    """
    data = simulated(plan, place.plan())
    files = write_data(data, place.folder)
    say_what_was_simulated(place.console, data, plan)
    with store_at(None) as store_url:
        settings = _settings(data, plan, place, files, store_url)
        shared = ("source.uri", "labels.uri", "sink.uri", "store.url")
        with serving(place.folder, {name: settings[name] for name in shared}) as served:
            try:
                _decide(data, plan, place, settings, served)
                place.console.print("all payments are decided; Ctrl-C ends the dashboard, too")
                Event().wait()
            except KeyboardInterrupt:
                place.console.print("ended")


def _settings(
    data: DataSet, plan: DemoPlan, place: Place, files: DataFiles, store_url: str
) -> dict[str, str]:
    contract = payment_contract(load_definitions(place.definitions))
    arrivals = label_arrivals(data.records, data.labels, time_ns() // 1_000_000, contract)
    return place.overrides(
        source__uri=f"file:{files.payments}",
        labels__uri="none" if files.labels is None else f"file:{files.labels}",
        source__rate_per_s=str(plan.rate_per_s),
        source__rate_after=str(arrivals.first_line(plan.paced_from(len(data.records)))),
        sink__uri=f"file:{place.folder}",
        store__url=store_url,
        store__state_items=_STATE_ITEMS,
    )


def _decide(
    data: DataSet, plan: DemoPlan, place: Place, settings: dict[str, str], served: Served
) -> None:
    """Run the job; the dashboard opens once the history is decided."""
    total, history = data.expected.payments, payments_of_history(data, plan)
    flink: list[str] = []
    with LiveProgress(place.console, total, history, plan.rate_per_s, PROGRESS_WORDS) as live:

        def look(progress: JobProgress) -> None:
            live.show(progress)
            if progress.records_decided >= history and not served.has_started:
                link = served.start(flink[0])
                place.console.print(f"\nlook at it: {link}", soft_wrap=True, highlight=False)
                place.console.print(
                    "the link opens once, within five minutes; later: revstream api-key create"
                    f" --keys {served.keys} --tenant me --scope read --scope explain\n"
                    "Ctrl-C ends it",
                    soft_wrap=True,
                    highlight=False,
                )

        def started(rest_url: str) -> None:
            flink.append(rest_url)
            place.say_where(rest_url)

        run_local(FRAUD, load_settings({}, settings), look, on_start=started, overwrite=True)
