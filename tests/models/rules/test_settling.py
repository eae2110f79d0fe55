"""How rules that match settle a payment."""

import pytest

from events.fraud.decision import Action
from features.shared.language.expression import parse_expression
from models.shared.rules import Rule, settle
from tests.models.rules.conditions import SCHEMA


def asking(action: Action) -> Rule:
    return Rule(action, 1, parse_expression("night", SCHEMA), action, action)


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
    assert settle(map(asking, asked)) == settled
