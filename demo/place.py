"""Where a demo works and shows what it does."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console


@dataclass(frozen=True, slots=True)
class Place:
    """Where a demo works.

    Attributes:
        folder: for its files.
        model: path of a model artifact, or ``default`` for the shipped one.
        console: where it shows what it does.
    """

    folder: Path
    model: str
    console: Console

    def say_where(self, rest_url: str) -> None:
        """Say where Flink's web page is."""
        self.console.print(f"  Flink's web page: {rest_url}", highlight=False)

    def overrides(self, **properties: str) -> dict[str, str]:
        """Settings of the job by ``group.key``: `properties`, given as ``group__key``."""
        named = {name.replace("__", "."): value for name, value in properties.items()}
        return {"decision.model": self.model} | named
