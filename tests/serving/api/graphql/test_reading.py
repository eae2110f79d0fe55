"""A query reads what REST reads, by the same keys, and says what it cannot read."""

import json

import pytest

from online_store.errors import StoreUnavailable
from serving.fraud.archive.archived import ArchivedDecision
from serving.shared.caller import Caller
from tests.serving.api.graphql.asking import asked, kinds
from tests.serving.api.served import Headers, Served
from tests.serving.decisions import OTHERS, OWN
from tests.serving.stand_ins import SimpleArchive, SimpleFeatures

DECISION = """
query($id: String!) { decision(decision_id: $id) {
  decision { decision_id action reasons { text } features }
} }"""
FEATURES = """
query($entity: String!, $id: String!) { features(entity: $entity, ids: [$id]) { values } }"""


def _ids(api: Served, headers: Headers) -> list[str]:
    told = asked(api, "{decisions{edges{node{decision{decision_id}}}}}", headers)
    edges = told["data"]["decisions"]["edges"]
    return [one["node"]["decision"]["decision_id"] for one in edges]


def test_a_decision_is_as_rest_gives_it(api: Served) -> None:
    fields = " ".join(FLAT)
    query = (
        f"query($id:String!){{decision(decision_id:$id){{outcome{{kind}} decision{{{fields}}}}}}}"
    )
    told = asked(api, query, variables={"id": "d-1"})["data"]["decision"]
    rest = api.client.get("/v1/decisions/d-1", headers=api.platform).json()
    assert told["outcome"] == rest["outcome"]
    assert told["decision"] == {name: rest["decision"].get(name) for name in FLAT}


FLAT = (
    *("decision_id", "transaction_id", "card_id", "merchant_id", "event_time_ms", "action"),
    *("score", "tier", "features", "ruleset", "stage_us", "late", "trace_id", "job_version"),
    *("currency", "base_currency", "amount_base_minor", "fields", "incomplete", "definitions"),
)


def test_features_are_those_that_the_store_has(api: Served) -> None:
    told = asked(api, FEATURES, variables={"entity": "card", "id": "c/1 é"})
    assert told == {"data": {"features": {"values": {"card_count_1h": 3}}}}
    none = asked(api, FEATURES, variables={"entity": "card", "id": "none"})
    assert none == {"data": {"features": None}}


def test_no_tenant_sees_anothers(api: Served) -> None:
    assert (_ids(api, api.platform), _ids(api, api.tenant)) == (["d-1", "d-2"], ["d-1"])
    assert asked(api, DECISION, api.tenant, variables={"id": "d-2"}) == {"data": {"decision": None}}
    told = asked(api, FEATURES, api.tenant, variables={"entity": "merchant", "id": OTHERS})
    assert (told["data"], kinds(told)) == ({"features": None}, ["forbidden"])


def test_what_says_why_is_refused_field_by_field(api: Served) -> None:
    told = asked(api, DECISION, api.reader, variables={"id": "d-1"})
    assert told["data"]["decision"]["decision"] == {
        "decision_id": "d-1",
        "action": "block",
        "reasons": None,
        "features": None,
    }
    assert kinds(told) == ["forbidden", "forbidden"]
    assert [one["path"][-1] for one in told["errors"]] == ["reasons", "features"]


def test_a_condition_narrows_a_page_and_its_end_is_told(api: Served) -> None:
    told = asked(api, "{decisions(first:1,action:block){page_info{has_next_page end_cursor}}}")
    page = told["data"]["decisions"]["page_info"]
    assert page == {"has_next_page": True, "end_cursor": "d-1"}


@pytest.mark.parametrize(
    ("arguments", "field"), [("first:0", "first"), ("first:501", "first"), ('after:"/"', "after")]
)
def test_an_argument_that_is_none_is_named(api: Served, arguments: str, field: str) -> None:
    told = asked(api, f"{{decisions({arguments}){{page_info{{end_cursor}}}}}}")
    assert [one["extensions"]["field"] for one in told["errors"]] == [field]


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_query_is_only_taken_from_a_body(api: Served, method: str) -> None:
    answer = api.client.request(method, "/graphql?query={__typename}", headers=api.platform)
    assert answer.status_code == 405


@pytest.mark.parametrize(
    "body",
    [
        b'[{"query":"{__typename}"}]',
        b'{"query":1}',
        b'{"query":""}',
        b"{",
        b"[" * 9_000,
        b'{"queri":""}',
    ],
)
def test_a_body_that_is_no_query_is_a_problem(api: Served, body: bytes) -> None:
    headers = {**api.platform, "Content-Type": "application/json"}
    assert api.client.post("/graphql", content=body, headers=headers).status_code == 422


@pytest.mark.parametrize("query", ["{__typename}", "{__schema{types{name}}}"])
def test_the_schema_is_for_those_with_a_key_that_may_read(api: Served, query: str) -> None:
    def status(headers: Headers) -> int:
        return api.client.post("/graphql", json={"query": query}, headers=headers).status_code

    assert (status({}), status(api.scorer), status(api.reader)) == (401, 403, 200)
    assert api.client.get("/v1/schema/graphql").status_code == 401


def test_a_fault_is_counted_and_not_shown(api: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: SimpleArchive, __: str, ___: Caller) -> ArchivedDecision | None:
        raise KeyError("card c-secret")

    monkeypatch.setattr(SimpleArchive, "by_id", failing)
    told = asked(api, DECISION, variables={"id": "d-1"})
    assert (told["data"], kinds(told)) == ({"decision": None}, ["internal"])
    metrics = api.client.get("/metrics", headers=api.platform).text
    assert 'revstream_serving_graphql_errors_total{kind="internal"} 1.0' in metrics
    assert "secret" not in json.dumps(told) + metrics


def test_a_store_that_is_away_is_said_so(api: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise StoreUnavailable("redis://secret")

    monkeypatch.setattr(SimpleFeatures, "read", away)
    told = asked(api, FEATURES, variables={"entity": "merchant", "id": OWN})
    assert kinds(told) == ["unavailable"]
    assert "secret" not in json.dumps(told)


@pytest.mark.parametrize("name", ["", "B", None])
def test_an_operation_that_there_is_not_is_said_so(api: Served, name: str | None) -> None:
    query = "query A{__typename}" if name is not None else "fragment A on Query{__typename}"
    told = asked(api, query, operationName=name)
    assert told["errors"][0]["message"] == "the query has no operation of this name"
