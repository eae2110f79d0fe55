"""Where a demo works and shows what it does."""

from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct
from rich.console import Console


@dataclass(frozen=True, kw_only=True, slots=True)
class Workplace:
    """Where a demo works.

    Attributes:
        folder: for its files.
        console: where it shows what it does.
    """

    folder: Path
    console: Console

    def say_where(self, rest_url: str) -> None:
        """Say where Flink's web page is."""
        self.console.print(f"  Flink's web page: {rest_url}", highlight=False)

    def write_summary(self, summary: Struct) -> Path:
        """Write ``summary.json``; returns its path."""
        path = self.folder / "summary.json"
        path.write_bytes(msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n")
        return path


def properties(**given: str) -> dict[str, str]:
    """Settings of a job by ``group.key``, given as ``group__key``.

    >>> properties(source__uri="file:a")
    {'source.uri': 'file:a'}
    """
    return {name.replace("__", "."): value for name, value in given.items()}
