"""The shop beside another demo: its job as a process of its own, whose lists go to the same store.

events and items, in one file --history, then a rate--> revstream run recommendations --> store
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Final

from demo.recommendations.data import simulated, write_data
from demo.recommendations.plan import ShopPlan
from demo.recommendations.shop_demo import say_what_was_simulated
from demo.recommendations.stream import stream_settings
from demo.recommendations.workplace import ShopWorkplace
from demo.shared.own_command import own_command
from jobs.recommendations.settings import RecommendationSettings
from online_store.connection import StoreSettings, connect
from online_store.keys import LISTS
from servers.leash import Leash, ServerError

_PAGE: Final = re.compile(r"Flink's web page: (http://\S+)")
_LOOK_EVERY_S: Final = 1.0
_NAMED: Final = "recommendations"


class ShopBeside:
    """A running job of a shop, and what there is to say of it.

    Args:
        leash: of its process.
        store_url: of the store that it writes to.
        clock_s: seconds that only grow.
    """

    def __init__(
        self, leash: Leash, store_url: str, clock_s: Callable[[], float] = monotonic
    ) -> None:
        self._leash, self._clock_s = leash, clock_s
        self._store = connect(StoreSettings(store_url))
        self._page_said = self._lists_said = self._end_said = False
        self._looked_s = -_LOOK_EVERY_S

    def news(self) -> Iterator[str]:
        """Lines that were not said yet: where its page is, that lists come, that it has ended."""
        if self._end_said or self._clock_s() - self._looked_s < _LOOK_EVERY_S:
            return
        self._looked_s = self._clock_s()
        page = None if self._page_said else _PAGE.search(self._leash.log_tail())
        if page is not None:
            self._page_said = True
            yield f"  {_NAMED}: Flink's web page: {page[1]}"
        user = None if self._lists_said else self._user_with_a_list()
        if user is not None:
            self._lists_said = True
            yield f"  {_NAMED}: lists are in the store; under Shoppers, look at user {user}"
        yield from self._end()

    def stop(self) -> None:
        """End it."""
        self._leash.stop()
        self._store.close()

    def _user_with_a_list(self) -> str | None:
        prefix = f"{LISTS}:user:"
        for key in self._store.scan_iter(match=f"{prefix}*", count=1_000):
            return str(key).removeprefix(prefix)
        return None

    def _end(self) -> Iterator[str]:
        try:
            self._leash.check_alive()
        except ServerError:
            self._end_said = True
            said = self._leash.log_tail().strip().rpartition("\n")[2] or "it said nothing"
            yield f"  {_NAMED}: the job has ended, the rest goes on: {said}"


@contextmanager
def shop_beside(plan: ShopPlan, place: ShopWorkplace, store_url: str) -> Iterator[ShopBeside]:
    """A shop whose job runs until the end of the block.

    Args:
        plan: what is simulated, how long at which rate.
        place: where to work.
        store_url: of the store.
    """
    data = simulated(plan)
    files = write_data(data, place.folder)
    say_what_was_simulated(place, data, plan)
    settings, _ = stream_settings(data, plan, place, files, store_url)
    beside = ShopBeside(_started(settings, place, store_url), store_url)
    try:
        yield beside
    finally:
        beside.stop()


def _started(settings: RecommendationSettings, place: ShopWorkplace, store_url: str) -> Leash:
    log = place.folder / "job.log"
    log.unlink(missing_ok=True)
    chosen = place.overrides(lists__candidates="all")
    command = [
        *(str(own_command()), "run", "recommendations"),
        *(f"--source={settings.source_uri}", "--items=inline", f"--sink=file:{place.folder}"),
        *(f"--store={store_url}", "--overwrite", f"--rate={settings.source_rate_per_s}"),
        f"--rate-after={settings.source_rate_after}",
        *(f"--set={name}={value}" for name, value in chosen.items()),
    ]
    return Leash(command, log, Path.cwd(), os.environ)
