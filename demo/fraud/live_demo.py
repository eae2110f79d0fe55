"""The demo that goes on: payments come at a rate, and their decisions are watched in a browser.

payments.jsonl --history, then a rate--> job in a MiniCluster --> decisions --+
labels.jsonl   -------------------------------+                               +--> serve, dashboard
                                              +--> store ---------------------+      ^
payments of some merchants -----------------------asked about a little earlier-------+
"""

import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from threading import Event
from time import time_ns
from typing import Final

from demo.fraud.asking import ONE_IN, Asking, DuePayment, payments_asked_about
from demo.fraud.data import DataFiles, DataSet, simulated, write_data
from demo.fraud.file_demo import PROGRESS_WORDS, payments_of_history, say_what_was_simulated
from demo.fraud.label_arrivals import label_arrivals
from demo.fraud.place import Place
from demo.fraud.plan import DemoPlan
from demo.fraud.served import Opened, Served, serving
from demo.shared.browser import opened_in_browser
from demo.shared.live_progress import LiveProgress
from demo.shared.own_command import own_command_as_pasted
from features.fraud.definitions import load_definitions
from features.fraud.payment_contract import payment_contract
from jobs.fraud.job import FRAUD
from jobs.fraud.settings import load_settings
from jobs.shared.execution import run_local
from jobs.shared.progress import JobProgress
from udfs.shared.pace import PACED_SINCE_MS

News = Callable[[], Iterable[str]]
"""Lines about what runs beside the job, each once."""

_STATE_ITEMS: Final = "2000"
"""Of a key's state in the store, so that a payment can be decided on request, too."""


def run_live_demo(plan: DemoPlan, place: Place, store_url: str, news: News) -> None:
    """Run the demo of `plan` until somebody ends it.

    Args:
        plan: what is simulated, how long at which rate.
        place: where to work.
        store_url: of the store.
        news: asked now and then what is to be said of the rest.
    """
    data = simulated(plan, place.plan())
    files = write_data(data, place.folder)
    say_what_was_simulated(place.console, data, plan)
    contract = payment_contract(load_definitions(place.definitions))
    arrivals = label_arrivals(data.records, data.labels, time_ns() // 1_000_000, contract)
    first_paced = arrivals.first_line(plan.paced_from(len(data.records)))
    settings = _settings(plan, place, files, store_url, first_paced)
    shared = ("source.uri", "labels.uri", "sink.uri", "store.url")
    with serving(place.folder, {name: settings[name] for name in shared}) as served:
        due = payments_asked_about(data, plan, arrivals)
        onlooker = _Onlooker(payments_of_history(data, plan), place, served, due, news)
        try:
            _decide(data, plan, place, settings, onlooker)
            place.console.print("all payments are decided; Ctrl-C ends the dashboard, too")
            Event().wait()
        except KeyboardInterrupt:
            place.console.print("ended")
        finally:
            onlooker.end()


def _settings(
    plan: DemoPlan, place: Place, files: DataFiles, store_url: str, first_paced: int
) -> dict[str, str]:
    return place.overrides(
        source__uri=f"file:{files.payments}",
        labels__uri="none" if files.labels is None else f"file:{files.labels}",
        source__rate_per_s=str(plan.rate_per_s),
        source__rate_after=str(first_paced),
        sink__uri=f"file:{place.folder}",
        store__url=store_url,
        store__state_items=_STATE_ITEMS,
    )


class _Onlooker:
    """Opens the dashboard once the history is decided, and asks for decisions from then on.

    Args:
        history: payments of it.
        place: where to say so.
        served: the service.
        due: payments that are asked about.
        news: of the rest, see `run_live_demo`.
    """

    def __init__(
        self,
        history: int,
        place: Place,
        served: Served,
        due: Sequence[DuePayment],
        news: News,
    ) -> None:
        self.flink_url = ""
        self._history, self._place, self._served = history, place, served
        self._due, self._news = due, news
        self._opened: Opened | None = None
        self._asking: Asking | None = None

    def look(self, progress: JobProgress) -> None:
        """Take one look at the job."""
        for line in self._news():
            self._place.console.print(line, soft_wrap=True, highlight=False, markup=False)
        if progress.records_decided < self._history:
            return
        if self._opened is None:
            self._opened = self._served.start(self.flink_url)
            self._say(self._opened)
        since_ms = progress.counters.get(PACED_SINCE_MS, 0)
        if self._asking is None and since_ms:
            self._asking = Asking(self._due, self._opened.url, self._opened.key, since_ms)
            self._asking.start()

    def end(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.stop()

    def _say(self, opened: Opened) -> None:
        say = partial(self._place.console.print, soft_wrap=True, highlight=False)
        if opened_in_browser(opened.link, self._place.console):
            say(f"\nlook at it in your browser: {opened.url}/dashboard")
        else:
            say(f"\nlook at it: {opened.link}\nthe link opens once, within five minutes")
        for line in later_lines(self._served.keys, self._served.settings["store.url"]):
            say(line)
        say(f"one merchant of {ONE_IN} asks for decisions before it is paid\nCtrl-C ends it")


def later_lines(keys: Path, store_url: str) -> Iterator[str]:
    """Commands for later, to be pasted.

    Args:
        keys: file of keys of the service.
        store_url: of the store.
    """
    own = own_command_as_pasted()
    file = shlex.quote(str(keys))
    yield f"later: {own} api-key create --keys {file} --tenant me --scope read --scope explain"
    yield f"features of a card: {own} features read card CARD --store {store_url}"


def _decide(
    data: DataSet, plan: DemoPlan, place: Place, settings: dict[str, str], onlooker: _Onlooker
) -> None:
    """Run the job."""
    total, history = data.expected.payments, payments_of_history(data, plan)
    with LiveProgress(place.console, total, history, plan.rate_per_s, PROGRESS_WORDS) as live:

        def look(progress: JobProgress) -> None:
            live.show(progress)
            onlooker.look(progress)

        def started(rest_url: str) -> None:
            onlooker.flink_url = rest_url
            place.say_where(rest_url)

        run_local(FRAUD, load_settings({}, settings), look, on_start=started, overwrite=True)
