"""How a release is shown while it goes: rows on a terminal, lines in a log, JSON for a script."""

import json
import sys
from typing import TYPE_CHECKING, Any, Final, Protocol

import click
from rich.console import Console

if TYPE_CHECKING:
    from rich.status import Status

_STEP_WIDTH: Final = 9
_RESULT_WIDTH: Final = 7
_SECOND_MS: Final = 1_000
_IN_SECONDS_UP_TO: Final = 100


class Shown(Protocol):
    """See release.ports.Report; besides, the end of a command."""

    def began(self, step: str) -> None: ...  # noqa: D102

    def progressed(self, step: str, text: str) -> None: ...  # noqa: D102

    def ended(self, step: str, result: str, text: str, elapsed_ms: int) -> None: ...  # noqa: D102

    def said(self, text: str) -> None: ...  # noqa: D102

    def end(self, values: dict[str, Any], lines: list[str]) -> None:
        """The last word: `values` for a script, `lines` for people."""


def report_for(*, as_json: bool) -> Shown:
    """What suits who reads."""
    if as_json:
        return JsonLines()
    return Rows() if sys.stdout.isatty() else Lines()


class Lines:
    """One line a step, and one for each thing that is waited for."""

    def __init__(self) -> None:
        self._last = ""

    def began(self, step: str) -> None:
        """Nothing: the step's line comes when it has ended."""

    def progressed(self, step: str, text: str) -> None:
        """A line, unless it is the one before."""
        if text != self._last:
            click.echo(row(step, "...", text))
        self._last = text

    def ended(self, step: str, result: str, text: str, elapsed_ms: int) -> None:
        """The step's line."""
        click.echo(row(step, result, text, elapsed_ms))

    def said(self, text: str) -> None:
        """A line of its own."""
        click.echo(text)

    def end(self, values: dict[str, Any], lines: list[str]) -> None:  # noqa: ARG002 - for scripts
        """The last lines."""
        click.echo("\n".join(lines))


class Rows(Lines):
    """The same, with the step that is under way in a line that changes."""

    def __init__(self) -> None:
        super().__init__()
        self._console = Console(highlight=False, soft_wrap=True)
        self._status: Status | None = None

    def began(self, step: str) -> None:
        """Show the step that begins."""
        self._status = self._console.status(step)
        self._status.start()

    def progressed(self, step: str, text: str) -> None:
        """Show what is waited for."""
        if self._status is not None:
            self._status.update(f"{step}: {text}")

    def ended(self, step: str, result: str, text: str, elapsed_ms: int) -> None:
        """The step's row."""
        if self._status is not None:
            self._status.stop()
            self._status = None
        style = {"ok": "green", "failed": "red", "refused": "red"}.get(result, "")
        self._console.print(row(step, result, text, elapsed_ms), style=style, markup=False)


class JsonLines:
    """One JSON object a line."""

    def began(self, step: str) -> None:
        """A step begins."""
        _json(event="began", step=step)

    def progressed(self, step: str, text: str) -> None:
        """What is waited for."""
        _json(event="waiting", step=step, detail=text)

    def ended(self, step: str, result: str, text: str, elapsed_ms: int) -> None:
        """A step has ended."""
        _json(event="ended", step=step, result=result, detail=text, elapsed_ms=elapsed_ms)

    def said(self, text: str) -> None:
        """Something to know besides."""
        _json(event="note", detail=text)

    def end(self, values: dict[str, Any], lines: list[str]) -> None:  # noqa: ARG002 - for people
        """The last object."""
        _json(event="end", **values)


def row(step: str, result: str, text: str, elapsed_ms: int | None = None) -> str:
    """One line of the table of steps."""
    took = duration(elapsed_ms) if elapsed_ms is not None else ""
    return f"{step:<{_STEP_WIDTH}}  {result:<{_RESULT_WIDTH}}  {took:>7}  {text}"


def duration(elapsed_ms: int) -> str:
    """Such as `850 ms`, `12 s` or `4m 05s`."""
    if elapsed_ms < _SECOND_MS:
        return f"{elapsed_ms} ms"
    seconds = round(elapsed_ms / _SECOND_MS)
    return f"{seconds} s" if seconds < _IN_SECONDS_UP_TO else f"{seconds // 60}m {seconds % 60:02}s"


def _json(**values: Any) -> None:  # noqa: ANN401 - any JSON value
    click.echo(json.dumps(values))
