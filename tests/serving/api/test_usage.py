"""A tenant reads its own usage and statements, the platform any, nobody else another's."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256

import pytest
from redis import Redis

from servers.valkey import ValkeyServer
from serving.api.statement_form import accepted_form
from tests.serving.api.selling import Sold, selling
from tests.serving.decisions import OTHERS

USAGE, STATEMENT = "/v1/usage", "/v1/statements/2026-11"
PATHS = [USAGE, STATEMENT]

GOLDEN = """\
tenant,month,state,plan,line,first,last,scores,per_1000_minor,amount_minor,currency
acme,2026-11,open,small,month,,,0,,900,EUR
acme,2026-11,open,small,included,1,1,1,,0,EUR
acme,2026-11,open,small,tier,2,2,1,5000,5,EUR
acme,2026-11,open,small,total,,,2,,905,EUR
""".replace("\n", "\r\n")


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory, valkey: ValkeyServer) -> Iterator[Sold]:
    """Two scores of acme, one of globex."""
    with Redis(port=valkey.port) as client:
        client.flushall()
    with selling(tmp_path_factory.mktemp("usage"), valkey.url) as started:
        for headers, name, merchant in [
            (started.acme, "t-1", "m-own"),
            (started.acme, "t-2", "m-own"),
            (started.globex, "t-1", OTHERS),
        ]:
            assert started.scored(name, headers, merchant) == 200
        yield started


@pytest.mark.parametrize("path", PATHS)
def test_a_tenant_reads_its_own(sold: Sold, path: str) -> None:
    for headers, tenant, scores in [(sold.acme, "acme", 2), (sold.globex, "globex", 1)]:
        told = sold.client.get(path, headers=headers).json()
        assert (told["tenant"], told["scores"]) == (tenant, scores)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("who", ["globex", "viewer"])
def test_no_tenant_reads_anothers(sold: Sold, path: str, who: str) -> None:
    answer = sold.client.get(f"{path}?tenant=acme", headers=getattr(sold, who))
    assert (answer.status_code, answer.json()["field"]) == (403, "tenant")
    assert "scores" not in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_the_platform_reads_any_by_name(sold: Sold, path: str) -> None:
    told = sold.client.get(f"{path}?tenant=acme", headers=sold.platform).json()
    assert (told["tenant"], told["scores"]) == ("acme", 2)
    assert sold.client.get(f"{path}?tenant=nobody", headers=sold.platform).json()["scores"] == 0


@pytest.mark.parametrize("path", PATHS)
def test_nobody_reads_without_a_key(sold: Sold, path: str) -> None:
    assert sold.client.get(path).status_code == 401


@pytest.mark.parametrize(
    ("query", "field"),
    [("month=2026-13", "month"), ("month=x", "month"), ("month=2026-12", "month")],
)
def test_a_month_that_is_none_or_has_not_begun_is_refused(
    sold: Sold, query: str, field: str
) -> None:
    answer = sold.client.get(f"{USAGE}?{query}", headers=sold.acme)
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    path = f"/v1/statements/{query.removeprefix('month=')}"
    assert sold.client.get(path, headers=sold.acme).status_code == 400


def test_a_name_that_is_none_is_refused(sold: Sold) -> None:
    answer = sold.client.get(f"{USAGE}?tenant=%0a", headers=sold.platform)
    assert (answer.status_code, answer.json()["field"]) == (400, "tenant")


def test_usage_says_what_is_left(sold: Sold) -> None:
    told = sold.client.get(f"{USAGE}?month=2026-11", headers=sold.acme).json()
    assert (told["quota"], told["remaining"], told["warn_at"]) == (3, 1, 2)


def test_a_month_before_has_nothing(sold: Sold) -> None:
    assert sold.used(sold.acme, "?month=2026-10") == 0


def test_a_statement_as_csv_is_this_text(sold: Sold) -> None:
    answer = sold.client.get(STATEMENT, headers={**sold.acme, "Accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.decode() == GOLDEN
    assert answer.headers["cache-control"] == "no-store"


def test_a_statement_as_a_page_runs_nothing_and_loads_nothing(sold: Sold) -> None:
    answer = sold.client.get(STATEMENT, headers={**sold.acme, "Accept": "text/html"})
    page, policy = answer.text, answer.headers["content-security-policy"]
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert not re.search(r"<script|<link|<img|https?://|style=", page)
    assert "EUR 9.05" in page
    assert "Score 2<" in page
    assert '<td class="n">EUR' in page


def test_a_name_with_markup_is_shown_as_text(sold: Sold) -> None:
    path = f"{STATEMENT}?tenant=%3Cscript%3Ealert(1)%3C/script%3E"
    page = sold.client.get(path, headers={**sold.platform, "Accept": "text/html"}).text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("text/csv;q=0.4, application/json;q=0.5", "application/json"),
        ("text/csv;q=nan-sense, ;;,", "application/json"),
        ("TEXT/CSV ; Q=1", "text/csv"),
    ],
)
def test_the_form_is_the_one_that_is_liked_most(accept: str, form: str) -> None:
    assert accepted_form(accept) == form


def test_every_form_of_a_statement_is_described(sold: Sold) -> None:
    paths = sold.client.get("/v1/schema/openapi.json").json()["paths"]
    answer = paths["/v1/statements/{month}"]["get"]["responses"]["200"]
    assert set(answer["content"]) == {"application/json", "text/csv", "text/html"}
