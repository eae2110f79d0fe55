"""How rules that match settle a payment."""

import pytest

from events.fraud.decision import Action
from models.fraud.rules import settle


@pytest.mark.parametrize(
    ("asked", "settled"),
    [
        ((), None),
        (("allow",), "allow"),
        (("allow", "flag"), "flag"),
        (("flag", "block"), "block"),
        (("block", "flag", "allow"), "block"),
        (("allow", "block"), "block"),
    ],
)
def test_block_wins_over_flag_and_flag_over_allow(
    asked: tuple[Action, ...], settled: Action | None
) -> None:
    assert settle(asked) == settled
