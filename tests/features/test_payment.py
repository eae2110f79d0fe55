"""The features of the payment itself agree with the calendar."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.fraud.catalogue import FEATURE_NAMES, SHIPPED
from features.fraud.payment_plan import payment_plan
from features.shared.limits import HistoryLimits
from tests.features.payments import a_payment

VALUES = payment_plan(SHIPPED, HistoryLimits(), FEATURE_NAMES).assemble_late


@given(st.integers(946_684_800_000, 4_102_444_800_000))
def test_hour_weekend_and_night_are_those_of_the_calendar(time_ms: int) -> None:
    moment = datetime.fromtimestamp(time_ms / 1000, UTC)
    expected = (1999, moment.hour, moment.weekday() >= 5, moment.hour < 6)
    assert VALUES(a_payment(time_ms)) == expected


@pytest.mark.parametrize(
    ("moment", "hour", "weekend", "night"),
    [
        ("2024-03-01T23:59:59.999", 23, False, False),
        ("2024-03-02T00:00:00.000", 0, True, True),
        ("2024-03-03T05:59:59.999", 5, True, True),
        ("2024-03-03T06:00:00.000", 6, True, False),
        ("2024-03-04T00:00:00.000", 0, False, True),
    ],
)
def test_weekend_and_night_begin_and_end_to_the_millisecond(
    moment: str, *, hour: int, weekend: bool, night: bool
) -> None:
    time_ms = round(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp() * 1000)
    assert VALUES(a_payment(time_ms)) == (1999, hour, weekend, night)
