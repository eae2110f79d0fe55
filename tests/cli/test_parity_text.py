"""What `revstream parity --sync --rate N` says to a person."""

from cli.parity.sync_text import load_lines_of
from serving.fraud.parity.load_causes import JOB_WAS_AHEAD, UNEXPLAINED
from serving.fraud.parity.load_listing import ListedDifference, TwoValues
from serving.fraud.parity.load_parity import LoadParity


def different(cause: str, place: int) -> ListedDifference:
    return ListedDifference(
        cause=cause,
        decision_id="d",
        transaction_id=f"t-{place}\x1b",
        card_id="c",
        merchant_id="m",
        event_time_ms=1,
        place=place,
        asked_as=place + 1,
        fields={name: TwoValues(1, None) for name in "abcd"},
        asked_at_ms=1,
        decided_at_ms=2,
        basis="state",
        shortfalls=(),
        mirror_lag_ms=None,
        near=[],
    )


def test_the_first_differences_stand_below_their_cause() -> None:
    listed = [different(UNEXPLAINED, at) for at in range(1, 6)]
    result = LoadParity(
        asked=100,
        passed_over=0,
        repeated=0,
        refused=0,
        too_late=0,
        agree=94,
        differ=6,
        unmatched=0,
        other_actions=0,
        declared=0,
        by_cause={UNEXPLAINED: 5, JOB_WAS_AHEAD: 1},
        by_field={},
        listed=[*listed, different(JOB_WAS_AHEAD, 6)],
        mirror_lag_ms={},
        decided_after_ms={},
    )
    lines = list(load_lines_of(result))
    begin = next(at for at, line in enumerate(lines) if "none that is known" in line)
    assert [line.split(",")[0].lstrip() for line in lines[begin + 1 : begin + 4]] == [
        "t-1\\x1b",
        "t-2\\x1b",
        "t-3\\x1b",
    ]
    assert "record 1, asked as 2: a 1 / None, b 1 / None, c 1 / None and 1 more" in lines[begin + 1]
    assert lines[begin + 4].startswith("differ for: decided before it was asked about")
    assert "t-6" in lines[begin + 5]
