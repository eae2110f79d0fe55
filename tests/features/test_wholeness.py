"""What a changed file finds in the state, told apart by what each feature asks for."""

from features.fraud.payment_plan import key_states, payment_plan
from features.shared.definitions.model import Definitions
from features.shared.limits import HistoryLimits
from tests.features.definitions.files import parsed
from tests.features.payments import START_MS, a_payment

LIMITS = HistoryLimits()
FILE = """\
version: 1
entities: {{card: card_id}}
features:
  - name: {name}
    of: card
    {aggregate}
    description: Of the card.
"""


def file(aggregate: str, name: str = "card_value") -> Definitions:
    return parsed(FILE.format(name=name, aggregate=aggregate))


def changed(old: Definitions, new: Definitions) -> tuple[tuple[object, ...], tuple[str, ...]]:
    """Values and names of the incomplete of a card's second payment, under another file."""
    before, after = (key_states(payment_plan(one, LIMITS), LIMITS)[0] for one in (old, new))
    state = before.empty()
    state.add(a_payment(START_MS), START_MS)
    outcome = after.from_log([state.snapshot()]).add(a_payment(START_MS + 1000), START_MS)
    return outcome.values, outcome.incomplete


def test_a_window_that_the_state_has_whole_is_there_beside_a_shorter_one() -> None:
    old = file("distinct: merchant_id\n    over: [1h, 24h]")
    new = file("distinct: merchant_id\n    over: [1m, 24h]")
    assert changed(old, new) == ((None, 1), ("card_value_1m",))


def test_a_last_value_is_there_beside_more_of_them_than_the_state_has() -> None:
    one = "last_value: country\n    over: 24h"
    more = f"{one}\n    description: One.\n  - name: all\n    of: card\n    n: 5\n"
    new = file(f"{more}    last_values: country\n    over: 24h")
    assert changed(file(one), new) == (("DE", None), ("all",))
