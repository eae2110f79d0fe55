"""What an event weighs, as it was measured.

python -m bench.record_sizes      50,000 payments
python -m bench.shopping_sizes    20,000 shopping events

The job's own code on the simulator's records, the hashes in a real Valkey 9. A test measures again
and fails where a figure is off by more than a tenth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Means; `cli.capacity.record_sizes.RecordSizes` says what each one is."""

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


@dataclass(frozen=True, kw_only=True)
class MeasuredShopping:
    """Means; `cli.capacity.shopping_sizes.ShoppingSizes` says what each one is."""

    event_bytes: int
    item_bytes: int
    list_bytes: int
    feature_update_bytes: int
    dead_letter_bytes: int
    late_event_bytes: int
    lists_per_event: Decimal
    updates_per_event: Decimal
    rejected_per_event: Decimal
    late_per_event: Decimal
    session_events: Decimal
    hash_bytes: Mapping[str, int]
    hashes_per_shopper: Mapping[str, Decimal]
    update_kb: Decimal
    update_server_us: int
    state_bytes_per_event: int
    state_bytes_per_card: int
    state_bytes_per_item: int
    state_bytes_per_neighbour: int
    cpu_share_per_item: Decimal


MEASURED_SHOPPING: Final = MeasuredShopping(
    event_bytes=196,
    item_bytes=133,
    list_bytes=2_359,
    feature_update_bytes=424,
    dead_letter_bytes=1_490,
    late_event_bytes=376,
    lists_per_event=Decimal("0.859"),
    updates_per_event=Decimal("2.70"),
    rejected_per_event=Decimal("0.0028"),
    late_per_event=Decimal("0.0015"),
    session_events=Decimal("8.6"),
    hash_bytes={"item": 427, "shopper": 467, "shopper_category": 175, "recommendations": 2_642},
    # Categories of a shopper; all else is one a shopper.
    hashes_per_shopper={"shopper_category": Decimal("1.23")},
    update_kb=Decimal("1.48"),
    # 13 us in three runs: a time, which no test compares.
    update_server_us=13,
    state_bytes_per_event=418,
    state_bytes_per_card=198,
    state_bytes_per_item=511,
    state_bytes_per_neighbour=348,
    # 0.3 to 0.9 % in three runs: a time, as above.
    cpu_share_per_item=Decimal("0.006"),
)
"""The figures that the plan of recommendations uses."""

JOB_SHOPPING_EVENTS_PER_S: Final = 312
"""The recommendation job flat out, all of it on one core, by `python -m bench --parts
recommendations`; see docs/recommendations.md."""
