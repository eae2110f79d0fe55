"""The options of `revstream serve` that are about lists."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from cli.options.path_types import INPUT_FILE
from features.recommendations.definitions import DEFAULT, load_definitions
from features.shared.definitions.model import Definitions
from jobs.shared.locations import Source, source_or_path
from serving.recommendations.lists import ListSettings

_OPTIONS = (
    click.option(
        "--shown",
        metavar="PLACE",
        help="A file, or kinesis:STREAM: append to it what shoppers were shown, for"
        " `revstream experiment report --shown`.",
    ),
    click.option(
        "--front-category",
        "front_categories",
        multiple=True,
        metavar="NAME",
        help="What is sought most in it is shown to whom nothing is known of; may be repeated.",
    ),
    click.option(
        "--list-definitions",
        type=INPUT_FILE,
        help="Of the recommendation job: lists that others have made are said to be so.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class ListChoices:
    """How lists are answered.

    Attributes:
        shown: where exposures go; None where they are kept nowhere.
        front_categories: of the front page.
        definitions: that lists are to be made by; None for any.
    """

    shown: Source | None
    front_categories: tuple[str, ...]
    definitions: Definitions | None

    @property
    def settings(self) -> ListSettings:
        """What they are answered by."""
        return ListSettings(
            definitions=None if self.definitions is None else self.definitions.sha256,
            front_categories=self.front_categories,
        )

    @property
    def shop(self) -> Definitions:
        """The definitions that features of items and shoppers are read by."""
        return self.definitions or load_definitions(DEFAULT)


def list_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def list_choices(
    shown: str | None, front_categories: tuple[str, ...], list_definitions: Path | None
) -> ListChoices:
    """What was chosen.

    Raises:
        DefinitionsError: the definitions have faults: all of them.
        ValueError: no stream can have the name of that in `shown`.
    """
    definitions = None if list_definitions is None else load_definitions(str(list_definitions))
    return ListChoices(
        shown=None if shown is None else source_or_path(shown),
        front_categories=front_categories,
        definitions=definitions,
    )
