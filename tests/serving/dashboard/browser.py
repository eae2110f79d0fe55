"""The browser of the system, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")


def browser_path() -> str | None:
    """Where the browser is: REVSTREAM_BROWSER, or what is installed."""
    named = os.environ.get("REVSTREAM_BROWSER")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


def need_browser() -> str:
    """The browser; without one a test is skipped here and fails in CI, in one line."""
    path = browser_path()
    if path is not None:
        return path
    line = "no Chromium: scripts/bootstrap browser, or REVSTREAM_BROWSER=PATH"
    if os.environ.get("CI"):
        pytest.fail(line, pytrace=False)
    pytest.skip(line)


@contextmanager
def browser() -> Iterator[Browser]:
    """A running browser."""
    path = need_browser()
    with sync_playwright() as playwright:
        # A container has no user namespaces for the sandbox; the pages are our own.
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()
