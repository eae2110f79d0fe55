"""Two processes with one secret: what a browser got from one opens the other."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from secrets import token_hex
from urllib.parse import urlencode

import pytest

from cli.serve.signing_secret import VARIABLE
from machine.ports import LOCALHOST
from servers.valkey import ValkeyServer
from tests.serving.feed.server import new_key_text
from tests.serving.served_processes import serve_process

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Processes:
    """Two that serve, by their ports, and a key that both let in."""

    first: int
    second: int
    key: str


@pytest.fixture(scope="module")
def processes(
    tmp_path_factory: pytest.TempPathFactory, valkey: ValkeyServer
) -> Iterator[Processes]:
    folder = tmp_path_factory.mktemp("processes")
    keys = folder / "keys.json"
    key = new_key_text(keys, "acme", ("read",), None)
    arguments = ["--keys", str(keys), "--store", valkey.url, "--set", f"sink.uri=file:{folder}"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, token_hex(32))
        with serve_process(*arguments) as first, serve_process(*arguments) as second:
            yield Processes(first, second, key)


def asked(port: int, method: str, path: str, body: str = "", **headers: str) -> HTTPResponse:
    """The head of an answer; its body may not end."""
    connection = HTTPConnection(LOCALHOST, port, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body=body or None, headers=named)
    return connection.getresponse()


def test_a_token_of_one_process_opens_the_feed_of_the_other(processes: Processes) -> None:
    key = f"Bearer {processes.key}"
    with asked(processes.first, "POST", "/v1/feed/tokens", authorization=key) as answer:
        token = json.load(answer)["token"]
    path = "/v1/feed?" + urlencode({"token": token})
    with asked(processes.second, "GET", path) as feed:
        assert feed.status == 200
        assert feed.headers["content-type"].startswith("text/event-stream")


def test_who_signed_in_at_one_process_is_known_to_the_other(processes: Processes) -> None:
    with asked(
        *(processes.first, "POST", "/dashboard/sign-in", urlencode({"key": processes.key})),
        content_type="application/x-www-form-urlencoded",
        origin=f"http://{LOCALHOST}:{processes.first}",
    ) as answer:
        cookie = answer.headers["set-cookie"].partition(";")[0]
    with asked(processes.second, "GET", "/dashboard", cookie=cookie) as page:
        assert page.status == 200
    with asked(processes.second, "GET", "/dashboard") as page:
        assert page.status == 303
