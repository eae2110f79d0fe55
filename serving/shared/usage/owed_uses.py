"""What a process owes to the store: uses that have gone out and are not known to be counted."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from online_store.month import Month
from serving.shared.usage.use import Use

MOST_OWED: Final = 100_000
"""Answers that are owed to the store at most; what comes then is counted by the log alone."""

MOST_OWED_OF_A_TENANT: Final = MOST_OWED // 2
"""Of one of them: a key of it that cannot be counted in takes the room of no other."""


TenantMonth = tuple[str, Month]
"""Whose use, and of which month."""


class OwedUses:
    """Uses by tenant and month, each id once, in the order in which they came.

    As in the store, an id of a month is one with that of the months beside.
    """

    def __init__(self) -> None:
        self._of: dict[TenantMonth, dict[str, Use]] = {}

    def __len__(self) -> int:
        """How many there are."""
        return sum(map(len, self._of.values()))

    def __contains__(self, use: Use) -> bool:
        """Whether its id is owed."""
        return self._place(use) is not None

    def owed_as(self, use: Use) -> Use:
        """The use with the same id that is owed, of whichever month; itself where none is."""
        place = self._place(use)
        return use if place is None else self._of[place][use.decision_id]

    def __iter__(self) -> Iterator[TenantMonth]:
        """Who has any, in which months, as of now."""
        return iter(tuple(self._of))

    def count(self, tenant: str, month: Month) -> int:
        """How many of a tenant there are of a month."""
        return len(self._of.get((tenant, month), ()))

    def oldest(self, tenant: str, month: Month, most: int) -> Sequence[Use]:
        """The first ones of a tenant and month."""
        return tuple(islice(self._of.get((tenant, month), {}).values(), most))

    def add(self, use: Use) -> bool:
        """Owe a use that is not owed yet; False where there is no room."""
        if len(self) >= MOST_OWED or self.count(use.tenant, use.month) >= MOST_OWED_OF_A_TENANT:
            return False
        self._of.setdefault((use.tenant, use.month), {})[use.decision_id] = use
        return True

    def remove(self, use: Use) -> bool:
        """Owe a use no longer; False where it was not owed."""
        place = self._place(use)
        if place is None:
            return False
        del self._of[place][use.decision_id]
        if not self._of[place]:
            del self._of[place]
        return True

    def _place(self, use: Use) -> TenantMonth | None:
        for month in (use.month, use.month.before, use.month.after):
            if use.decision_id in self._of.get((use.tenant, month), ()):
                return use.tenant, month
        return None
