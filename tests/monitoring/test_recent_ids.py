"""What came lately is known again."""

from monitoring.recent_ids import RecentIds


def test_an_id_that_came_again_is_remembered_longer() -> None:
    ids = RecentIds(most=2)
    assert [ids.is_new(name) for name in "aabacab"] == [
        *(True, False, True, False),
        *(True, False, True),
    ]


def test_what_was_cleared_is_new() -> None:
    ids = RecentIds(most=2)
    ids.is_new("a")
    ids.clear()
    assert ids.is_new("a")
