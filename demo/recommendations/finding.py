"""What a run found."""

from dataclasses import dataclass

from demo.recommendations.data import ShopData
from demo.recommendations.measured import Measured
from demo.recommendations.outputs import Outputs
from demo.recommendations.plan import ShopPlan
from demo.recommendations.summary import Summary


@dataclass(frozen=True, slots=True)
class Finding:
    """What a run found: the summary and what it was made from."""

    plan: ShopPlan
    data: ShopData
    outputs: Outputs
    measured: Measured
    summary: Summary
