"""Definitions on their way to the workers: what their files say, not where they are."""

from dataclasses import dataclass, replace
from typing import Final

from features.fraud.catalogue import SHIPPED
from features.fraud.definitions import parse_definitions
from features.shared.definitions.model import Definitions


@dataclass(frozen=True, slots=True)
class DefinitionsContent:
    """The content of a definition file that was read and checked; it pickles, and is small.

    Attributes:
        path: of the file, for messages.
        text: its content.
        rates_text: content of the file of rates that it names, None where it names none.
    """

    path: str
    text: str
    rates_text: str | None = None

    def definitions(self) -> Definitions:
        """The definitions, parsed anew.

        Raises:
            DefinitionsError: anything in them is wrong.
        """
        found = parse_definitions(self.text, self.path)
        money = replace(found.money, rates_text=self.rates_text)
        return replace(found, money=money)


def content_of(definitions: Definitions) -> DefinitionsContent:
    """What has to travel of definitions that were loaded."""
    money = definitions.money
    return DefinitionsContent(definitions.path, definitions.text, money.rates_text)


SHIPPED_CONTENT: Final = content_of(SHIPPED)
"""Of the shipped file."""
