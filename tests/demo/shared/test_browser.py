"""A browser is opened for who sits at the machine, and for nobody else."""

import webbrowser

import pytest
from rich.console import Console

from demo.shared.browser import opened_in_browser

LINK = "http://127.0.0.1:1/dashboard/open?token=x"


@pytest.mark.parametrize(
    ("screen", "terminal", "opens"),
    [(":0", True, True), (":0", False, False), (None, True, False)],
)
def test_a_link_is_opened_at_a_screen_and_a_terminal(
    monkeypatch: pytest.MonkeyPatch, screen: str | None, *, terminal: bool, opens: bool
) -> None:
    opened: list[str] = []

    def note(link: str) -> bool:
        opened.append(link)
        return True

    monkeypatch.setattr(webbrowser, "open", note)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    if screen is not None:
        monkeypatch.setenv("DISPLAY", screen)
    assert opened_in_browser(LINK, Console(force_terminal=terminal)) == opens
    assert opened == ([LINK] if opens else [])
