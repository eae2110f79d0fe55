"""A file says how far back a running job remembered under the file before it."""

from datetime import UTC, datetime

import pytest

from events.shared.time_units import DAY_MS, HOUR_MS
from features.fraud.payment_plan import payment_plan
from features.shared.definitions.model import Remembered
from features.shared.limits import HistoryLimits
from tests.features.definitions.files import SOUND, faults, parsed
from tests.features.definitions.rendered import nowhere, rendered

UNTIL_MS = round(datetime(2026, 11, 27, tzinfo=UTC).timestamp() * 1000)
REMEMBERED = f"""{SOUND}remembered:
  - {{entity: card, reach: 30d, until: 2026-11-27}}
  - {{entity: device, until: "2026-11-27T06:00Z"}}
  - {{entity: card, labels: true, until: 2026-11-27T01:00+01:00}}
"""


def test_what_was_remembered_is_read_as_it_stands() -> None:
    assert parsed(REMEMBERED).remembered == (
        Remembered("card", 30 * DAY_MS, UNTIL_MS),
        Remembered("device", 0, UNTIL_MS + 6 * HOUR_MS),
        Remembered("card", 0, UNTIL_MS, labels=True),
    )


def test_it_says_nothing_of_what_is_computed() -> None:
    assert parsed(REMEMBERED).sha256 == parsed(SOUND).sha256
    assert nowhere(parsed(rendered(parsed(REMEMBERED)))) == nowhere(parsed(REMEMBERED))


def test_a_job_that_begins_without_state_has_forgotten_nothing() -> None:
    longer = REMEMBERED.replace("[1h, 24h]", "[1h, 60d]")
    plans = [payment_plan(parsed(longer), HistoryLimits(), goes_on=on) for on in (True, False)]
    forgotten = [dict(plan.hops[0].scopes[0].whole_from_ms) for plan in plans]
    lateness_ms = HistoryLimits().allowed_lateness_ms
    reach = {f"timeline; reach over {30 * DAY_MS}": UNTIL_MS - 30 * DAY_MS - lateness_ms}
    assert forgotten == [reach, {}]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("7", "remembered: expected the keys entity, until, found a whole number"),
        ("{entity: card}", "remembered: key 'until' is missing"),
        (
            "{entity: cart, until: 2026-11-27}",
            "remembered: unknown entity 'cart'; did you mean 'card'?",
        ),
        (
            "{entity: card, reach: 30, until: 2026-11-27}",
            (
                "remembered: 'reach' must be a whole number and s, m, h, d or w, such as 24h,"
                " found 30"
            ),
        ),
        (
            "{entity: card, until: 2026-11-27T06:00}",
            (
                "remembered: 'until': a date or a time with its zone expected, such as 2026-11-01"
                " (0:00 UTC) or 2026-11-01T06:00Z, found 2026-11-27T06:00"
            ),
        ),
        (
            "{entity: card, until: 2026-11-31}",
            (
                "remembered: 'until': a date or a time with its zone expected, such as 2026-11-01"
                " (0:00 UTC) or 2026-11-01T06:00Z, found 2026-11-31"
            ),
        ),
        (
            "{entity: card, until: 2026-11-27, labels: yes}",
            "remembered: 'labels' must be true or false, found yes",
        ),
        (
            "{entity: card, until: 2026-11-27, window: 1d}",
            "remembered: unknown key 'window'",
        ),
    ],
)
def test_a_wrong_entry_is_a_fault_with_its_line(entry: str, fault: str) -> None:
    line = SOUND.count("\n") + 2
    assert faults(f"{SOUND}remembered:\n  - {entry}\n") == [(line, fault)]


def test_anything_but_a_list_is_a_fault() -> None:
    line = SOUND.count("\n") + 1
    expected = (line, "'remembered' must be a list of 1 to 200 entries")
    assert faults(f"{SOUND}remembered: {{entity: card}}\n") == [expected]
