"""Where the demo of recommendations works, and what it recommends by."""

from dataclasses import dataclass
from typing import Final

from demo.shared.workplace import Workplace, properties

SHIPPED_RULES: Final = "default"


@dataclass(frozen=True, kw_only=True, slots=True)
class ShopWorkplace(Workplace):
    """Where a demo works.

    Attributes:
        definitions: path of a definition file, or ``default`` for the shipped one.
        rules: likewise, of rules.
        ranker: path of a ranker artifact, ``default`` for the shipped one, ``none`` for none; that
            of the job's settings where it is None.
    """

    definitions: str = "default"
    rules: str = SHIPPED_RULES
    ranker: str | None = None

    def overrides(self, **given: str) -> dict[str, str]:
        """Settings of the job by ``group.key``, given as ``group__key``."""
        chosen = {"features.definitions": self.definitions, "lists.rules": self.rules}
        if self.ranker is not None:
            chosen["lists.ranker"] = self.ranker
        return chosen | properties(**given)
