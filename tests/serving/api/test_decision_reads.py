"""Decisions of late are read one by one or page by page, by whom they belong to."""

from pathlib import Path

import pytest

from serving.shared.token_bucket import RateLimit
from tests.serving.api.served import Headers, Served, served


def _ids(api: Served, query: str, headers: Headers) -> list[str]:
    told = api.client.get(f"/v1/decisions{query}", headers=headers).json()
    return [one["decision"]["decision_id"] for one in told["decisions"]]


def test_a_decision_is_read_by_its_id(api: Served) -> None:
    answer = api.client.get("/v1/decisions/d-1", headers=api.platform)
    assert answer.status_code == 200
    told = answer.json()
    assert told["decision"]["decision_id"] == "d-1"
    assert told["decision"]["reasons"] != []
    assert told["outcome"] is None


def test_why_is_told_only_to_a_key_with_that_scope(api: Served) -> None:
    told = api.client.get("/v1/decisions/d-1", headers=api.reader).json()["decision"]
    assert (told["reasons"], told["features"]) == ([], {})


def test_another_tenants_decision_is_as_one_that_there_is_not(api: Served) -> None:
    answers = [
        api.client.get(f"/v1/decisions/{one}", headers=api.tenant) for one in ("d-2", "d-none")
    ]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_a_tenant_lists_its_own_decisions_only(api: Served) -> None:
    assert _ids(api, "", api.platform) == ["d-1", "d-2"]
    assert _ids(api, "", api.tenant) == ["d-1"]


def test_a_page_goes_on_where_the_one_before_ended(api: Served) -> None:
    first = api.client.get("/v1/decisions?limit=1", headers=api.platform).json()
    assert first["next_cursor"] is not None
    after = f"?limit=1&after={first['next_cursor']}"
    assert _ids(api, after, api.platform) == ["d-2"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=many", "limit"),
        ("action=hide", "action"),
        ("after=%2Fetc", "after"),
    ],
)
def test_a_condition_that_is_none_is_refused(api: Served, query: str, field: str) -> None:
    answer = api.client.get(f"/v1/decisions?{query}", headers=api.platform)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_a_large_page_counts_as_several_requests(tmp_path: Path) -> None:
    with served(tmp_path, RateLimit(per_s=1, burst=11)) as api:
        statuses = [
            api.client.get(f"/v1/decisions?limit={limit}", headers=api.platform).status_code
            for limit in (500, 50, 50)
        ]
    assert statuses == [200, 200, 429]


def test_a_value_that_is_none_of_a_few_is_not_shown_but_those_that_it_may_have(api: Served) -> None:
    answer = api.client.get("/v1/decisions?action=4111111111111111", headers=api.reader)
    told = answer.json()
    assert (answer.status_code, told["field"]) == (400, "action")
    assert told["detail"] == "action: expected allow, flag, block"
