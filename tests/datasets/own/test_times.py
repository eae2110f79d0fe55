"""What a time is taken as: zones, daylight saving, epochs, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.own.faults import Refused
from datasets.own.notes import Notes
from datasets.own.times import FarTime, TimeReader

NOON_MS = 1_740_832_200_000
"""2025-03-01T12:30:00Z."""


def reader(
    zone: str = "UTC", now_ms: int = 1_800_000_000_000, form: str | None = None
) -> TimeReader:
    return TimeReader("event_time", ZoneInfo(zone), now_ms, Notes(), form)


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-01T12:30:00Z",
        "2025-03-01 12:30:00",
        " 2025-03-01 12:30 ",
        "2025-03-01T12:30:00.000000+00:00",
        "2025-03-01 18:00:00 +0530",
        "2025-03-01T18:00:00 +05:30",
        "2025-03-01T04:30:00-08",
        "2025-03-01 12:30:00,000Z",
        "2025-03-01 12:30:00 UTC",
        "2025-03-01 12:30:00.000 GMT",
    ],
)
def test_every_way_to_write_a_time_is_the_same_time(text: str) -> None:
    assert reader().iso(text) == NOON_MS


def test_a_time_without_a_zone_is_in_the_given_one_and_that_is_noted() -> None:
    berlin = reader("Europe/Berlin")
    assert berlin.iso("2025-03-01 13:30:00") == NOON_MS
    assert berlin.iso("2025-07-01 14:30:00") == NOON_MS + 122 * 86_400_000
    assert berlin.notes.sentences() == (
        "event_time: times without a zone are taken in Europe/Berlin.",
    )


def test_a_time_with_a_zone_keeps_it_and_notes_nothing() -> None:
    berlin = reader("Europe/Berlin")
    assert berlin.iso("2025-03-01T12:30:00Z") == NOON_MS
    assert berlin.notes.sentences() == ()


def test_a_time_that_the_clock_skips_is_refused() -> None:
    refused = reader("Europe/Berlin").iso("2025-03-30 02:30:00")
    assert isinstance(refused, Refused)
    assert refused.kind == "nonexistent time"


def test_a_time_that_the_clock_has_twice_is_the_earlier_and_that_is_noted() -> None:
    berlin = reader("Europe/Berlin")
    earlier = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert berlin.iso("2025-10-26 02:30:00") == earlier.timestamp() * 1000
    assert "2025-10-26 02:30:00" in berlin.notes.sentences()[1]


@given(
    st.datetimes(datetime(2001, 1, 1), datetime(2026, 1, 1)),  # noqa: DTZ001 - local times
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_a_local_time_is_the_first_moment_at_which_its_zone_shows_it(
    local: datetime, zone: str
) -> None:
    def shown(moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    # No zone is further than 14 hours from UTC or changes by a part of a quarter of an hour.
    moments = (local.replace(tzinfo=UTC) + timedelta(minutes=15 * step) for step in range(-56, 57))
    first = next((moment for moment in moments if shown(moment) == local), None)
    time_ms = reader(zone).iso(local.isoformat())
    if first is None:
        assert isinstance(time_ms, Refused)
    else:
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        assert time_ms == (first - epoch) // timedelta(milliseconds=1)


@pytest.mark.parametrize("value", [1_740_832_200, "1740832200", 1_740_832_200_000, "1740832200.5"])
def test_a_number_without_a_unit_is_refused_with_the_targets_that_have_one(value: object) -> None:
    refused = reader().iso(value)
    assert isinstance(refused, Refused)
    assert "event_time_s" in refused.expectation
    assert "event_time_ms" in refused.expectation


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("01/03/2025", "not a time"),
        ("2025-02-30", "not a time"),
        ("2025-03-01T25:00:00Z", "not a time"),
        (True, "not a time"),
        ("0001-01-01 00:00", "before 2000"),
        ("2100-01-01T00:00:00Z", "in the future"),
        ("9999-12-31", "in the future"),
        ("9999-12-31 23:59:59", "in the future"),
        ("9999-12-31T23:59:59.999-12:00", "in the future"),
        ("0001-01-01T00:00:00+14:00", "before 2000"),
        ("2016-12-31T23:59:60Z", "not a time"),
        ("0000-00-00 00:00:00", "not a time"),
        ("NaT", "not a time"),
        (date(9999, 12, 31), "in the future"),
        (FarTime(57149), "in the future"),
        (FarTime(-3000), "before 2000"),
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_what_is_no_plausible_time_is_refused(value: object, kind: str, zone: str) -> None:
    refused = reader(zone).iso(value)
    assert isinstance(refused, Refused)
    assert refused.kind == kind


@pytest.mark.parametrize("value", [1_740_832_200, "1740832200", 1_740_832_200.0, "1740832200.000"])
def test_epoch_seconds_are_taken_as_such(value: object) -> None:
    assert reader().seconds(value) == NOON_MS


def test_units_that_are_not_those_of_the_mapping_are_refused() -> None:
    seconds, milliseconds = reader().seconds(NOON_MS), reader().milliseconds(NOON_MS // 1000)
    assert isinstance(seconds, Refused)
    assert isinstance(milliseconds, Refused)
    assert (seconds.kind, milliseconds.kind) == ("in the future", "before 2000")


def test_times_are_cut_to_a_millisecond_and_that_is_noted() -> None:
    for read, value in [
        (reader().iso, "2025-03-01T12:30:00.0009Z"),
        (reader().seconds, "1740832200.0009"),
        (reader().milliseconds, "1740832200000.9"),
    ]:
        assert read(value) == NOON_MS
        assert "cut" in read.__self__.notes.sentences()[-1]  # type: ignore[attr-defined]


def test_a_date_is_its_midnight_and_that_is_noted() -> None:
    for value in ("2025-03-01", date(2025, 3, 1)):
        tokyo = reader("Asia/Tokyo")
        assert tokyo.iso(value) == NOON_MS - int((12.5 + 9) * 3_600_000)
        assert "00:00" in tokyo.notes.sentences()[0]


def test_five_minutes_ahead_of_now_is_taken_as_the_job_takes_it_and_no_more() -> None:
    ahead = reader(now_ms=NOON_MS - 300_000)
    assert ahead.milliseconds(NOON_MS) == NOON_MS
    assert isinstance(ahead.milliseconds(NOON_MS + 1), Refused)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%d.%m.%Y %H:%M", "01.03.2025 13:30"),
        ("%m/%d/%Y %I:%M:%S %p", "03/01/2025 01:30:00 PM"),
        ("%d %b %Y %H:%M %z", "01 Mar 2025 12:30 +0000"),
    ],
)
def test_a_time_in_a_stated_form_is_read_in_its_zone(form: str, text: str) -> None:
    assert reader("Europe/Berlin", form=form).iso(text) == NOON_MS


def test_a_time_in_another_form_than_the_stated_is_refused_with_it() -> None:
    refused = reader(form="%d.%m.%Y").iso("2025-03-01")
    assert isinstance(refused, Refused)
    assert "'%d.%m.%Y'" in refused.expectation


@pytest.mark.parametrize("value", ["1e400", "-1e400", 1e300, 2**200, "253402300800000000"])
def test_an_epoch_far_from_now_is_refused_and_no_error(value: object) -> None:
    assert isinstance(reader().seconds(value), Refused)
    assert isinstance(reader().milliseconds(value), Refused)
