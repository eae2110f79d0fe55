"""Times and durations as people type them."""

import click
import pytest

from cli.options.period_options import DURATION, TIME


@pytest.mark.parametrize(
    ("text", "epoch_ms"),
    [
        ("2018-07-25", 1_532_476_800_000),
        ("2018-07-25T14:30", 1_532_529_000_000),
        ("2018-07-25T14:30+02:00", 1_532_521_800_000),
        ("2018-07-25T14:30:00.250Z", 1_532_529_000_250),
    ],
)
def test_a_time_is_utc_unless_it_says_otherwise(text: str, epoch_ms: int) -> None:
    assert TIME.convert(text, None, None) == epoch_ms


@pytest.mark.parametrize(("text", "ms"), [("7d", 604_800_000), ("12h", 43_200_000), ("5ms", 5)])
def test_a_duration_has_a_unit(text: str, ms: int) -> None:
    assert DURATION.convert(text, None, None) == ms


@pytest.mark.parametrize("text", ["yesterday", "", "2018-13-01"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="a date or time such as"):
        TIME.convert(text, None, None)


@pytest.mark.parametrize("text", ["7", "d", "-7d", "1.5h"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="7d"):
        DURATION.convert(text, None, None)
