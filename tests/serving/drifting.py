"""Decisions whose amounts may not be as a small model learned them, and what watches them."""

import msgspec

from events.shared.json_records import encode
from monitoring.drift.monitor import DriftMonitor
from monitoring.drift.report import DriftReport
from serving.fraud.drift_watch import DriftWatch
from serving.fraud.received import Received, received
from tests.monitoring.drift.small_profiles import MODEL, PROFILE, START_MS
from tests.serving.decisions import decision


def small_watch() -> DriftWatch:
    """What watches decisions by that model."""
    return DriftWatch(lambda: DriftMonitor(PROFILE, MODEL.sha256), most_of_a_look=10)


def compared(watch: DriftWatch) -> DriftReport:
    """What it finds now."""
    report = watch.compare()
    assert report is not None
    return report


def come(count: int, amount: float, start: int = 0) -> list[Received]:
    """Decisions of some days, a minute apart."""
    found = []
    for number in range(start, start + count):
        changed = msgspec.structs.replace(
            decision(f"{number:032x}"),
            event_time_ms=START_MS + number * 60_000,
            features={"amount": amount if number % 2 else 1.0, "country": "FR"},
            model=MODEL,
            score=0.05,
            currency="EUR",
            country="FR",
            channel="pos",
        )
        found.append(received(changed, encode(changed)))
    return found
