"""What a definition file says of the records of a system on the wire."""

from dataclasses import dataclass

from events.shared.money.base_amounts import MoneyTerms
from events.shared.own_fields import OwnField


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordContract:
    """The own fields of records, and how their amounts are compared; travels to the workers.

    Attributes:
        fields: a record's own, beside those that every record of its kind has.
        money: how amounts are compared; None where nothing compares them.
    """

    fields: tuple[OwnField, ...] = ()
    money: MoneyTerms | None = None

    @property
    def personal(self) -> frozenset[str]:
        """Names of the own fields whose values never leave the job."""
        return frozenset(one.name for one in self.fields if one.personal)

    @property
    def shown(self) -> frozenset[str]:
        """Names of the own fields of which a message shows the faulty value."""
        return frozenset(one.name for one in self.fields if not one.personal)
