"""Opens a page for who sits at the machine; who came over the network has no screen here."""

import os
import sys
import webbrowser
from typing import Final

from rich.console import Console

_DISPLAYS: Final = ("DISPLAY", "WAYLAND_DISPLAY")


def opened_in_browser(link: str, console: Console) -> bool:
    """Whether a browser opened `link`: for a person at a terminal of a machine with a screen."""
    has_screen = sys.platform == "darwin" or any(os.environ.get(name) for name in _DISPLAYS)
    return console.is_terminal and has_screen and webbrowser.open(link)
