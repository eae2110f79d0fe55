"""The service beside the demo's job: it starts, its link signs in, it ends."""

from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from demo.fraud.served import serving
from servers.leash import ServerError
from servers.valkey import valkey_server
from serving.client.client import RevstreamClient
from serving.client.refused import RequestRefused
from tests.serving.api.served import payment

pytestmark = pytest.mark.slow


def test_a_service_gives_a_key_that_asks_and_a_link_that_opens_its_dashboard_once(
    tmp_path: Path,
) -> None:
    with valkey_server() as store:
        settings = {
            "store.url": store.url,
            "sink.uri": f"file:{tmp_path}",
            "source.uri": f"file:{tmp_path}/payments.jsonl",
            "labels.uri": f"file:{tmp_path}/labels.jsonl",
        }
        with serving(tmp_path, settings) as served:
            opened = served.start("http://127.0.0.1:9")
            link = opened.link
            assert served.has_started
            with RevstreamClient(opened.url, opened.key) as client:
                answer = client.decide(payment())
                assert "no_job" in answer.shortfalls
                with pytest.raises(RequestRefused, match="scope"):
                    next(client.decisions())
            browser = build_opener(HTTPCookieProcessor(CookieJar()))
            with browser.open(link) as page:
                shown = page.read().decode()
            assert '<span class="met">answers</span>' in shown
            assert "Flink does not answer" in shown
            with pytest.raises(HTTPError, match="401"):
                browser.open(link)
        with pytest.raises(OSError, match="refused"):
            browser.open(link)


def test_a_service_that_cannot_start_says_why(tmp_path: Path) -> None:
    with (
        serving(tmp_path, {"store.url": "none"}) as served,
        pytest.raises(ServerError, match="no store"),
    ):
        served.start("http://127.0.0.1:9")
