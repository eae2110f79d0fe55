"""Definition files for tests: a small sound one, and its variations."""

from features.fraud.definitions import parse_definitions
from features.shared.definitions.faults import DefinitionsError
from features.shared.definitions.model import Definitions, Feature

SOUND = """\
version: 1
fields:
  mcc: {type: text, longest: 4}
  fee: {type: decimal, digits: 2, least: 0, required: true}
  email: {type: text, personal: true}
  age: {type: integer, least: 0, most: 150, personal: true, required: true}
entities:
  card: card_id
  merchant: merchant_id
  device: device_id
  pair: [card_id, merchant_id]
reasons:
  R01: Unusual amount
features:
  - name: hour_of_day
    value: event_time_ms // 3600000 % 24
    description: Hour.
  - name: card_count
    of: card
    count:
    over: [1h, 24h]
    description: Payments in the last {window}.
"""


def with_feature(text: str) -> str:
    """The sound file with one more feature, on line 22."""
    lines = text.strip().splitlines()
    return SOUND + "".join(
        f"{'  - ' if not number else '    '}{line}\n" for number, line in enumerate(lines)
    )


def parsed(text: str) -> Definitions:
    """The file, which must be sound."""
    return parse_definitions(text, "own.yaml")


def added(text: str) -> Feature:
    """The feature that a sound file gets from these lines."""
    described = f"name: added\n{text}\ndescription: Added."
    found = {feature.name: feature for feature in parsed(with_feature(described)).features}
    return found["added"]


def faults(text: str) -> list[tuple[int, str]]:
    """Line and message of every fault of the file, none if it is sound."""
    try:
        parsed(text)
    except DefinitionsError as error:
        return [(fault.line, fault.message) for fault in error.faults]
    return []
