"""A page of metrics is read where it was wanted, and pushed to from this machine alone."""

import os
from collections.abc import Iterator
from ipaddress import IPv4Address
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from machine.ports import LOCALHOST, free_ports
from servers.leash import ServerError
from servers.metrics_page import MetricsPage, metrics_page
from tests.servers.listening import listening

SAMPLE = b"# TYPE a gauge\na 1.0\n"


@pytest.fixture
def page() -> Iterator[MetricsPage]:
    with metrics_page(LOCALHOST, 0, 60) as made:
        yield made


def _ask(method: str, url: str, body: bytes | None = None, **headers: str) -> int:
    request = Request(url, body, headers, method=method)
    try:
        with urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code


def _read(page: MetricsPage) -> tuple[str, bytes]:
    with urlopen(page.url, timeout=10) as answer:
        return answer.headers["Content-Type"], answer.read()


def test_what_is_pushed_is_read_in_the_format_of_prometheus_until_it_is_taken_back(
    page: MetricsPage,
) -> None:
    pushed = f"{page.push_url}/metrics/job/one"
    assert _ask("PUT", pushed, SAMPLE) == 202
    assert _read(page) == ("text/plain; version=0.0.4; charset=utf-8", SAMPLE)
    assert _ask("DELETE", pushed) == 202
    assert _read(page)[1] == b""


def test_who_reads_the_page_cannot_push_to_it(page: MetricsPage) -> None:
    own, pushed = urlsplit(page.url), urlsplit(page.push_url)
    assert own.port != pushed.port
    assert _ask("PUT", f"http://{own.netloc}/metrics/job/one", SAMPLE) == 501
    assert _read(page)[1] == b""


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/metrics/job/one", {"Content-Length": "-1"}, 411),
        ("/metrics/job/one", {"Content-Length": "99999999999"}, 413),
        ("/elsewhere", {}, 404),
    ],
)
def test_what_is_no_push_is_refused(
    page: MetricsPage, path: str, headers: dict[str, str], status: int
) -> None:
    assert _ask("PUT", page.push_url + path, SAMPLE, **headers) == status
    assert _read(page)[1] == b""


def test_there_is_nothing_but_the_page(page: MetricsPage) -> None:
    assert _ask("GET", page.url.replace("/metrics", "/")) == 404
    assert _ask("GET", f"{page.url}?name=a") == 200


def test_only_reading_is_open_to_every_network_if_that_is_wanted() -> None:
    with metrics_page("0.0.0.0", 0, 60) as page:  # noqa: S104 - the point of it
        read, pushed = urlsplit(page.url).port, urlsplit(page.push_url).port
        assert listening(os.getpid(), read) == {IPv4Address("0.0.0.0")}  # noqa: S104
        assert listening(os.getpid(), pushed) == {IPv4Address(LOCALHOST)}


def test_a_port_that_is_taken_is_named_in_one_line() -> None:
    (port,) = free_ports(1)
    with (
        metrics_page(LOCALHOST, port, 60),
        pytest.raises(ServerError, match=rf"^127\.0\.0\.1:{port}: .*already in use.* or 0 for any"),
        metrics_page(LOCALHOST, port, 60),
    ):
        pytest.fail("two pages at one address")
    with metrics_page(LOCALHOST, port, 60):
        assert listening(os.getpid(), port) == {IPv4Address(LOCALHOST)}
