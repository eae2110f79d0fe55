"""Both systems at a rate, until somebody ends them, and a dashboard that shows them.

payments --> fraud job            --+                      +--> decisions, on request too
                                    +--> embedded Valkey --+
events   --> recommendation job   --+      serve           +--> lists
"""

from demo.fraud.live_demo import run_live_demo
from demo.fraud.place import Place
from demo.fraud.plan import DemoPlan
from demo.recommendations.beside import shop_beside
from demo.recommendations.plan import ShopPlan
from demo.recommendations.workplace import ShopWorkplace
from demo.shared.store import store_at


def run_live(payments: DemoPlan, shop: ShopPlan, place: Place) -> None:
    """Run both until somebody ends them.

    The recommendation job is a process of its own: a JVM runs the Python of its job under one lock.
    If it fails, a line says so, and the payments go on.

    Args:
        payments: what is simulated for the fraud system.
        shop: the same for the recommendation system.
        place: where to work.
    """
    workplace = ShopWorkplace(folder=place.folder / "recommendations", console=place.console)
    with store_at(None) as store_url, shop_beside(shop, workplace, store_url) as beside:
        run_live_demo(payments, place, store_url, beside.news)
