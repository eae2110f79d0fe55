"""What the online store holds and does: ElastiCache Serverless, billed by data and by ECPUs.

One ECPU is a command that moves up to 1 KB and takes as much server time as a simple one. AWS does
not say how long that is; 3 us is what its ElastiCache estimator reads from AWS's own example.
"""

from decimal import Decimal
from typing import Final

from capacity.exact import rounded_up
from capacity.load import Load
from capacity.measured import MEASURED

SERVER_US_PER_ECPU: Final = 3
"""See https://github.com/aws/agent-toolkit-for-aws, amazon-elasticache/scripts."""

_UPDATES_PER_PAYMENT: Final = 2
_GB: Final = 10**9


def store_gb(load: Load) -> Decimal:
    """Data of all cards and merchants."""
    held = load.cards * MEASURED.card_hash_bytes + load.merchants * MEASURED.merchant_hash_bytes
    return Decimal(held) / _GB


def ecpus_per_payment() -> int:
    """ECPUs of the updates of one payment, of its card and of its merchant.

    At most: the updates of a batch that concern the same card or merchant are written as one.
    """
    by_time = rounded_up(Decimal(MEASURED.update_server_us) / SERVER_US_PER_ECPU)
    return _UPDATES_PER_PAYMENT * max(by_time, MEASURED.update_kb)


def ecpus_per_s(load: Load) -> int:
    """ECPUs in the busiest second."""
    return load.peak_per_s * ecpus_per_payment()
