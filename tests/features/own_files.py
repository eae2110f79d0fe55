"""Definition files for the tests of plans and states: some features on a common ground."""

from features.fraud.definitions import parse_definitions
from features.fraud.payment_plan import key_states, payment_plan
from features.shared.definitions.model import Definitions
from features.shared.limits import HistoryLimits
from features.shared.plan.plan import Plan
from features.shared.state.key_state import KeyStates

GROUND = """\
version: 1
entities:
  card: card_id
  merchant: merchant_id
  device: device_id
  card_merchant: [card_id, merchant_id]
features:
"""


def file_of(*features: str) -> Definitions:
    """A file with these features, each in YAML's flow form without its description."""
    lines = [f"  - {{{feature}, description: Of a test.}}\n" for feature in features]
    return parse_definitions(GROUND + "".join(lines), "own.yaml")


def plan_of(limits: HistoryLimits, *features: str) -> Plan:
    """The plan of such a file."""
    return payment_plan(file_of(*features), limits)


def cards_of(limits: HistoryLimits, *features: str) -> KeyStates:
    """The states of cards under such a file."""
    return key_states(plan_of(limits, *features), limits)[0]
