"""A simulated week decided by a model that was trained on the weeks before it."""

from collections.abc import Callable, Iterable

import msgspec
import pytest

from events.fraud.decision import Decision
from monitoring.drift.report import DriftReport
from tests.monitoring.drift.decided_streams import decisions, monitor_of, trained

GONE = "merchant_mean_minor_7d"
OF_AMOUNTS = {
    "amount_minor",
    "card_sum_minor_24h",
    "card_amount_z_30d",
    "merchant_sum_minor_7d",
    "merchant_mean_minor_7d",
}

pytestmark = pytest.mark.slow


def alarmed(report: DriftReport) -> set[str]:
    return {one.feature for one in report.of("alarm")}


def changed(change: Callable[[int, Decision], dict[str, object]]) -> Iterable[Decision]:
    """The plain week, with some fields of each decision replaced."""
    for number, one in enumerate(decisions()):
        yield msgspec.structs.replace(one, **change(number, one))


def test_a_week_like_those_before_it_is_quiet() -> None:
    report = monitor_of(decisions()).report()
    assert report.windows[2].decisions > 2_000
    assert len(report.of("ok")) > 100
    assert report.level == "ok"


def test_on_no_day_of_it_there_is_an_alarm() -> None:
    monitor, levels = monitor_of([]), []
    for number, one in enumerate(decisions()):
        monitor.feed(one)
        if number % 300 == 299:
            levels.append(monitor.report().level)
    assert len(levels) >= 7
    assert "alarm" not in levels


def test_amounts_times_three_are_told_by_the_features_of_amounts() -> None:
    found = alarmed(monitor_of(decisions(tripled=True)).report())
    assert {"amount_minor", "card_sum_minor_24h", "merchant_mean_minor_7d"} <= found
    assert found <= OF_AMOUNTS | {"score"}


def test_a_feature_that_goes_missing_is_named() -> None:
    report = monitor_of(changed(lambda _, one: {"features": {**one.features, GONE: None}})).report()
    assert {(one.feature, one.measure) for one in report.of("alarm")} == {(GONE, "missing")}


def test_a_new_country_is_named() -> None:
    report = monitor_of(
        changed(lambda number, one: {"country": "AQ" if number % 10 == 0 else one.country})
    ).report()
    assert alarmed(report) == {"country"}
    new = next(one for one in report.of("alarm") if one.measure == "new_values")
    assert list(new.new) == ["AQ"]


def test_scores_that_shift_are_told() -> None:
    report = monitor_of(
        changed(lambda _, one: {"score": None if one.score is None else one.score / 2})
    ).report()
    assert alarmed(report) == {"score"}


def test_the_profile_has_every_feature_of_the_model_and_of_the_payment() -> None:
    names = [one.name for one in trained().profile.features]
    of_model = trained().artifact.manifest.features
    assert tuple(names[: len(of_model)]) == of_model
    assert set(names[len(of_model) :]) == {"amount_minor", "currency", "country", "channel"}
