"""Every kind of aggregate, by its name."""

from collections.abc import Callable

from tests.oracles.definitions import moments, totals
from tests.oracles.definitions.scene import Scene

KINDS: dict[str, Callable[[Scene], object]] = {
    "count": totals.count,
    "sum": totals.total,
    "mean": totals.mean,
    "min": totals.least,
    "max": totals.most,
    "standard_deviation": totals.standard_deviation,
    "z_score": totals.z_score,
    "distinct": totals.distinct,
    "seconds_since_last": moments.seconds_since_last,
    "seconds_since_first": moments.seconds_since_first,
    "seen_before": moments.seen_before,
    "first_time": moments.first_time,
    "last_value": moments.last_value,
    "changed": moments.changed,
    "share": totals.share,
    "most_frequent_share": totals.most_frequent_share,
    "speed_kmh": moments.speed_kmh,
    "confirmed_frauds": moments.confirmed_frauds,
    "confirmed_share": moments.confirmed_share,
    "seconds_since_confirmed": moments.seconds_since_confirmed,
    "seconds_since_first_confirmed": moments.seconds_since_first_confirmed,
    "count_since_confirmed": moments.count_since_confirmed,
    "confirmed_share_since_first": moments.confirmed_share_since_first,
    "decayed_count": totals.decayed_count,
    "decayed_sum": totals.decayed_sum,
    "last_values": moments.last_values,
}
