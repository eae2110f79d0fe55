"""What a payment weighs: what `python -m bench.record_sizes` measured on 50,000 payments.

The job's own code on the simulator's records and labels, the hashes in a real Valkey 9. A test
measures again and fails where a figure is off by more than a tenth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Means; `cli.record_sizes.RecordSizes` says what each one is."""

    payment_bytes: int
    label_bytes: int
    decision_bytes: int
    feature_update_bytes: int
    dead_letter_bytes: int
    late_payment_bytes: int
    labels_per_payment: Decimal
    rejected_per_payment: Decimal
    late_per_payment: Decimal
    updates_per_payment: Decimal
    hash_bytes: Mapping[str, int]
    update_kb: int
    update_server_us: int
    state_bytes_per_payment: int


MEASURED: Final = Measured(
    payment_bytes=301,
    label_bytes=211,
    decision_bytes=2_574,
    feature_update_bytes=835,
    dead_letter_bytes=2_159,
    late_payment_bytes=477,
    labels_per_payment=Decimal("0.0084"),
    rejected_per_payment=Decimal("0.0030"),
    late_per_payment=Decimal("0.0011"),
    updates_per_payment=Decimal(2),
    hash_bytes={"card": 835, "merchant": 665},
    update_kb=1,
    # 20 and 35 us in two runs: a time, which no test compares.
    update_server_us=30,
    state_bytes_per_payment=126,
)
"""The figures that the plan uses."""

JOB_PAYMENTS_PER_S: Final = 3_488
"""The fraud job flat out, all of it on one core, by `python -m bench --parts saturation --forms
loop,one_core`; see docs/benchmarks.md."""

HOP_US: Final = 100
"""Assumed of each further key: the same payment is serialised, sent and looked up once more."""
