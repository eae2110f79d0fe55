"""What a definition file says of shopping events on the wire; travels to the workers as it is."""

from dataclasses import dataclass

from events.recommendations.shopping_event import ShoppingEvent, shopping_event_type
from events.shared.record_contract import RecordContract


@dataclass(frozen=True, slots=True, kw_only=True)
class ShoppingContract(RecordContract):
    """The own fields of shopping events, and how prices are compared, of the catalogue too."""

    @property
    def event_type(self) -> type[ShoppingEvent]:
        """The type of its events, made anew in each process; it does not pickle."""
        return shopping_event_type(self.fields)
