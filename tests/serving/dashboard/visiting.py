"""A browser without a screen: asks the dashboard for pages, signed in or not."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

from litestar import Litestar
from litestar.testing import TestClient

from serving.dashboard.session_access import COOKIE
from tests.serving.dashboard.site import Site

Visitor = TestClient[Litestar]

HOST = "http://127.0.0.1"


@contextmanager
def visitor(site: Site, key: str | None = None) -> Iterator[Visitor]:
    """A client; signed in where a key is given."""
    with TestClient(site.app, base_url=HOST, raise_server_exceptions=False) as client:
        if key is not None:
            caller = site.sessions.by_key(key)
            assert caller is not None
            client.cookies.set(COOKIE, site.sessions.begin(caller))
        yield client


def said(client: Visitor, path: str, status: int = 200) -> str:
    """The text of a page, its tags left out, a space for each gap."""
    answer = client.get(f"/dashboard{path}")
    assert answer.status_code == status
    text = " ".join(part.partition(">")[2] for part in answer.text.split("<"))
    return " ".join(unescape(text).split())
