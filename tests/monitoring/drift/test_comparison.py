"""What a finding says, and when nothing is said."""

import numpy as np
import pytest

from models.shared.profile.feature_profile import FeatureProfile
from monitoring.drift.comparison import LEAST_ROWS, Comparison, Sample, at_hours, overall
from monitoring.drift.finding import Finding, Limits
from monitoring.drift.monitor import DriftMonitor
from tests.monitoring.drift.small_profiles import (
    AMOUNT,
    COUNTRY,
    HOUR_MS,
    MODEL,
    PROFILE,
    START_MS,
    SmallDecision,
)

AWAKE = 10
BY_DAY_AND_NIGHT = FeatureProfile(
    "amount",
    "number",
    tuple((0, 900, 100, 0, 0) if hour < AWAKE else (0, 100, 900, 0, 0) for hour in range(24)),
    edges=(0.0, 10.0, 20.0),
)
"""Small amounts by night, larger ones by day."""


def of(findings: list[Finding], feature: str, measure: str, window: str = "day") -> Finding:
    return next(
        one
        for one in findings
        if (one.feature, one.measure, one.window) == (feature, measure, window)
    )


def found(profile: FeatureProfile, *counts: int, at: int | None = None) -> list[Finding]:
    """The findings of a day with these rows, all of them at one hour if it is given."""
    hours = np.zeros(24, dtype=np.int64)
    hours[slice(None) if at is None else at] = sum(counts)
    cells = np.array(counts, dtype=np.int64)
    return list(Comparison("amount", "day").cells(profile, at_hours(profile, hours), cells, {}))


def test_a_night_is_compared_with_the_nights_of_training() -> None:
    night = found(BY_DAY_AND_NIGHT, 0, 360, 40, 0, 0, at=3)
    day = found(BY_DAY_AND_NIGHT, 0, 360, 40, 0, 0, at=13)
    assert [one.level for one in night] == ["ok"] * 4
    assert of(day, "amount", "psi").level == of(day, "amount", "ks").level == "alarm"


def test_hours_weigh_as_the_window_has_them_and_are_as_good_as_the_rows_behind_them() -> None:
    hours = np.zeros(24, dtype=np.int64)
    hours[[3, 13]] = 300, 100
    reference = at_hours(BY_DAY_AND_NIGHT, hours)
    assert reference.shares == pytest.approx([0, 0.7, 0.3, 0, 0])
    # 1 / (0.75² / 1000 + 0.25² / 1000)
    assert reference.rows == pytest.approx(1600)


def test_an_hour_without_training_is_taken_to_be_as_the_whole() -> None:
    counts = [(0,) * 5, *BY_DAY_AND_NIGHT.by_hour[1:]]
    profile = FeatureProfile("amount", "number", tuple(counts), edges=(0.0, 10.0, 20.0))
    hours = np.zeros(24, dtype=np.int64)
    hours[0] = 5
    assert at_hours(profile, hours).shares == pytest.approx(overall(profile).shares)


def test_below_the_least_rows_nothing_is_said() -> None:
    few = found(AMOUNT, 0, 0, LEAST_ROWS - 1, 0, 0)
    assert {one.level for one in few} == {"too_few"}
    assert {one.value for one in few} == {None}
    enough = found(AMOUNT, 0, 0, LEAST_ROWS, 0, 0)
    assert of(enough, "amount", "psi").level == "alarm"


def test_a_feature_that_is_gone_is_missing_and_nothing_is_said_of_its_distribution() -> None:
    gone = found(AMOUNT, 0, 0, 0, 0, 500)
    missing = of(gone, "amount", "missing")
    assert missing.level == "alarm"
    assert missing.trained == pytest.approx(0)
    assert missing.now == 1
    assert of(gone, "amount", "psi").level == "too_few"


def test_a_feature_that_came_back_is_told_as_well() -> None:
    mostly_missing = FeatureProfile(
        "amount", "number", ((0, 5, 5, 0, 90),) * 24, edges=(0.0, 10.0, 20.0)
    )
    there = of(found(mostly_missing, 0, 250, 250, 0, 0), "amount", "missing")
    assert there.level == "alarm"
    assert there.value == pytest.approx(-0.9)


def test_values_outside_of_the_range_of_training_are_new_ones() -> None:
    beyond = of(found(AMOUNT, 30, 220, 220, 30, 0), "amount", "new_values")
    assert beyond.level == "alarm"
    assert beyond.value == pytest.approx(0.12)


def test_a_feature_that_varies_from_day_to_day_has_wider_limits() -> None:
    hours = np.full(24, 20, dtype=np.int64)
    reference, cells = at_hours(AMOUNT, hours), np.array([0, 340, 140, 0, 0])
    levels = {
        dispersion: next(Comparison("a", "day", dispersion).distances(AMOUNT, reference, cells))
        for dispersion in (1.0, 40.0)
    }
    assert levels[1.0].value == levels[40.0].value
    assert (levels[1.0].level, levels[40.0].level) == ("warn", "ok")


def test_a_week_is_as_sure_as_a_day() -> None:
    comparison = Comparison("late", "week", most_rows=400)
    trained = Sample(0, 100_000)
    limits = [
        comparison.share("share", trained, Sample(0, rows), Limits(0.1, 0.2)).limit
        for rows in (200, 400, 100_000)
    ]
    assert limits[0] > limits[1] == limits[2]


def test_new_values_are_named_the_most_frequent_first() -> None:
    monitor = DriftMonitor(PROFILE, MODEL.sha256)
    countries = ["FR"] * 300 + ["AQ"] * 20 + ["BV"] * 40
    for number, country in enumerate(countries):
        time_ms = START_MS + number % 24 * HOUR_MS
        monitor.feed(SmallDecision(str(number), time_ms, {"amount": 5}, country=country))
    finding = of(list(monitor.report().findings), COUNTRY.name, "new_values")
    assert finding.level == "alarm"
    assert list(finding.new.items()) == [("BV", 40), ("AQ", 20)]


def test_payments_at_other_hours_are_told_of_whole_days() -> None:
    monitor = DriftMonitor(PROFILE, MODEL.sha256)
    for number in range(600):
        time_ms = START_MS + HOUR_MS * (23 if number % 3 else number % 24)
        monitor.feed(SmallDecision(str(number), time_ms, {"amount": 5 + number % 2 * 10}))
    findings = list(monitor.report().findings)
    assert of(findings, "event_hour", "psi").level == "alarm"
    assert not [one for one in findings if one.feature == "event_hour" and one.window != "day"]
    assert of(findings, "amount", "psi").level == "ok"


def test_the_score_of_another_model_is_not_compared() -> None:
    monitor = DriftMonitor(PROFILE, "another")
    for number in range(300):
        monitor.feed(SmallDecision(str(number), START_MS, {"amount": 5}, score=0.9))
    assert monitor.report().windows[1].other_model == 300
    assert of(list(monitor.report().findings), "score", "psi").level == "too_few"


def test_late_rejected_and_redelivered_records_are_shares_of_the_stream() -> None:
    monitor = DriftMonitor(PROFILE, MODEL.sha256)
    for number in range(300):
        late = number % 5 == 4
        time_ms = START_MS - 48 * HOUR_MS if late else START_MS
        monitor.feed(SmallDecision(str(number), time_ms, {"amount": 5}, late=late))
    for _ in range(100):
        monitor.feed_rejected(START_MS)
        monitor.feed_duplicate(START_MS)
    findings = list(monitor.report().findings)
    shares = {name: of(findings, name, "share").now for name in ("late", "rejected", "duplicates")}
    assert shares == {"late": 0.2, "rejected": 0.25, "duplicates": 0.25}
    assert of(findings, "late", "share", "hour").level == "alarm"
