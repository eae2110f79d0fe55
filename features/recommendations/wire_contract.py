"""What a definition file says of shopping events on the wire."""

from events.recommendations.shopping_contract import ShoppingContract
from features.shared.definitions.model import Definitions
from features.shared.definitions.money_terms import money_terms


def shopping_contract(definitions: Definitions) -> ShoppingContract:
    """The own fields of its events, and how their prices are compared."""
    return ShoppingContract(fields=definitions.fields, money=money_terms(definitions.money))
