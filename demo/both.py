"""Both systems at the same time: two jobs, each in a JVM of its own, and one store.

payments --> fraud job            --+
                                    +--> embedded Valkey
events   --> recommendation job   --+
"""

from concurrent.futures import ProcessPoolExecutor
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from msgspec import Struct
from rich.console import Console

from demo.fraud.file_demo import run_demo
from demo.fraud.place import Place
from demo.fraud.plan import DemoPlan
from demo.fraud.summary import Summary as FraudSummary
from demo.recommendations.plan import ShopPlan
from demo.recommendations.shop_demo import run_shop_demo
from demo.recommendations.summary import Summary as ShopSummary
from demo.recommendations.workplace import ShopWorkplace
from demo.shared.checks import Check
from demo.shared.workplace import Workplace
from servers.valkey import valkey_server

WIDTH: Final = 110
"""Characters of a line of what the job in the other process says."""


class BothSummaries(Struct, frozen=True):
    """The summaries of two systems that ran at the same time."""

    fraud: FraudSummary
    recommendations: ShopSummary

    @property
    def checks(self) -> tuple[Check, ...]:
        """What must hold of the numbers of both."""
        return (*self.fraud.checks, *self.recommendations.checks)

    @property
    def holds(self) -> bool:
        """Whether every check does."""
        return all(check.holds for check in self.checks)


def run_both(payments: DemoPlan, shop: ShopPlan, place: Workplace) -> BothSummaries:
    """Run both demos side by side; each has its report in a folder of its own.

    A JVM runs the Python of its job under one lock: in one JVM the two would wait for each other.

    Args:
        payments: what is simulated for the fraud system.
        shop: the same for the recommendation system.
        place: where to work.
    """
    one_process = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    with valkey_server() as store, one_process as other:
        deciding = other.submit(_decided, payments, place.folder / "fraud", store.url)
        workplace = ShopWorkplace(folder=place.folder / "recommendations", console=place.console)
        recommended = run_shop_demo(shop, workplace, store.url)
        decided, said = deciding.result()
    place.console.print(said, markup=False, highlight=False, soft_wrap=True)
    summaries = BothSummaries(decided, recommended)
    place.write_summary(summaries)
    return summaries


def _decided(plan: DemoPlan, folder: Path, store_url: str) -> tuple[FraudSummary, str]:
    """The fraud demo in a process of its own: its summary, and what it says."""
    out = StringIO()
    place = Place(folder=folder, console=Console(file=out, width=WIDTH))
    return run_demo(plan, place, store_url), out.getvalue()
