"""One use that a tenant is charged for."""

from msgspec import Struct

from online_store.month import Month


class Use(Struct, frozen=True):
    """An answered decision.

    Attributes:
        tenant: who asked.
        month: of the request, in UTC.
        decision_id: 32 hex digits.
    """

    tenant: str
    month: Month
    decision_id: str

    @property
    def identity(self) -> tuple[str, str]:
        """What is charged once."""
        return self.tenant, self.decision_id
