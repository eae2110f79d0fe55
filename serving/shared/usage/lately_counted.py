"""Uses that were counted lately: one that is repeated is known without asking the store."""

from typing import Final

from serving.shared.usage.use import Use

KNOWN_AT_LEAST: Final = 20_000
"""How many of the newest are known; at most twice as many, some 14 MB."""


class LatelyCounted:
    """The newest uses, each in its month, in two halves of which the older one is dropped whole."""

    def __init__(self) -> None:
        self._newer: dict[Use, bool] = {}
        self._older: dict[Use, bool] = {}

    def __contains__(self, use: Use) -> bool:
        """Whether a use is known to be counted in its month."""
        return use in self._newer or use in self._older

    def is_logged(self, use: Use) -> bool:
        """Whether it is also known to have its line in the log of this process."""
        return self._newer.get(use, False) or self._older.get(use, False)

    def add(self, use: Use, *, is_logged: bool) -> None:
        """Know a use."""
        self._newer[use] = is_logged
        if len(self._newer) >= KNOWN_AT_LEAST:
            self._older, self._newer = self._newer, {}
