"""What holds for all paths: the form of errors, the description, what is measured and logged."""

import json
import logging
from pathlib import Path

import pytest

from serving.api.json_log import JsonLines
from serving.api.openapi import openapi_config
from serving.api.problem import PROBLEM_MEDIA_TYPE
from tests.serving.api.served import Served, payment, served


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v1/decisions/a/b", 404),
        ("GET", "/v1/../../etc/passwd", 404),
        ("PUT", "/v1/decisions", 405),
        ("GET", "/v1/decisions/batch", 405),
        ("BREW", "/healthz", 405),
    ],
)
def test_what_there_is_not_is_a_problem_like_any_other(
    api: Served, method: str, path: str, status: int
) -> None:
    answer = api.client.request(method, path, headers=api.platform)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM_MEDIA_TYPE)
    told = answer.json()
    assert told["status"] == status
    assert told["type"].startswith("urn:revstream:problem:")


@pytest.mark.parametrize("media_type", [None, "text/plain", "application/xml", "json"])
def test_a_body_in_another_form_is_refused(api: Served, media_type: str | None) -> None:
    headers = dict(api.scorer) if media_type is None else {**api.scorer, "Content-Type": media_type}
    answer = api.client.post("/v1/decisions", content=b"{}", headers=headers)
    assert answer.status_code == 415


def test_a_body_with_a_character_set_is_taken(api: Served) -> None:
    headers = {**api.scorer, "Content-Type": "Application/JSON; charset=utf-8"}
    body = json.dumps(payment("t-charset"))
    assert api.client.post("/v1/decisions", content=body, headers=headers).status_code == 200


def test_the_description_tells_of_bodies_answers_and_problems(api: Served) -> None:
    told = api.client.get("/v1/schema/openapi.json").json()
    decide = told["paths"]["/v1/decisions"]["post"]
    body = decide["requestBody"]["content"]["application/json"]["schema"]
    assert body["$ref"] == "#/components/schemas/Payment"
    assert "amount_base_minor" not in told["components"]["schemas"]["Payment"]["properties"]
    assert "application/json" in decide["responses"]["200"]["content"]
    assert PROBLEM_MEDIA_TYPE in decide["responses"]["429"]["content"]
    assert told["paths"]["/healthz"]["get"]["security"] == [{}]


def test_every_reference_of_the_description_leads_somewhere(api: Served) -> None:
    text = api.client.get("/v1/schema/openapi.json").text
    known = json.loads(text)["components"]["schemas"]
    named = [one.partition('"')[0] for one in text.split('"$ref":"#/components/schemas/')[1:]]
    assert len(named) > 10
    assert set(named) <= set(known)
    assert "$defs" not in text


def test_every_error_is_described_as_a_problem(api: Served) -> None:
    paths = api.client.get("/v1/schema/openapi.json").json()["paths"]
    told = [
        list(answer["content"])
        for path in paths.values()
        for operation in path.values()
        for status, answer in operation["responses"].items()
        if status != "200"
    ]
    assert len(told) > 20
    assert told == [[PROBLEM_MEDIA_TYPE]] * len(told)


def test_a_value_may_be_of_more_than_one_type_of_its_description(api: Served) -> None:
    text = api.client.get("/v1/schema/openapi.json").text
    assert '"anyOf":[{"type":"integer"},{"type":"number"}' in text
    assert '"oneOf"' not in text


def test_no_page_of_the_description_loads_anything_from_elsewhere() -> None:
    plugins = openapi_config().render_plugins
    assert [path for plugin in plugins for path in plugin.paths] == ["/openapi.json"]


def test_requests_are_counted_by_route_and_never_by_path(api: Served) -> None:
    api.client.get("/v1/decisions/d-secret", headers=api.reader)
    api.client.get("/secret", headers=api.reader)
    text = api.client.get("/metrics", headers=api.platform).text
    assert 'requests_total{method="GET",route="/v1/decisions/{decision_id}",status="404"}' in text
    assert 'requests_total{method="GET",route="unmatched",status="404"}' in text
    assert "secret" not in text


def test_decisions_are_counted_by_what_they_rest_on(tmp_path: Path) -> None:
    with served(tmp_path) as api:
        api.client.post("/v1/decisions", json=payment("t-counted"), headers=api.scorer)
        api.client.post("/v1/decisions", json={}, headers=api.scorer)
        text = api.client.get("/metrics", headers=api.platform).text
    assert 'revstream_serving_decisions_total{action="block",basis="state"} 1.0' in text
    assert 'revstream_serving_refused_total{kind="invalid"} 1.0' in text


def test_how_far_the_store_was_behind_is_measured_once_a_decision(tmp_path: Path) -> None:
    with served(tmp_path) as api:
        for name in ("t-first", "t-second", "t-first"):
            api.client.post("/v1/decisions", json=payment(name), headers=api.scorer)
        text = api.client.get("/metrics", headers=api.platform).text
    assert "revstream_serving_mirror_lag_seconds_count 2.0" in text
    assert "revstream_serving_mirror_lag_seconds_sum 0.014" in text


def test_kinds_that_are_known_are_there_before_the_first(tmp_path: Path) -> None:
    with served(tmp_path) as api:
        text = api.client.get("/metrics", headers=api.platform).text
    assert 'revstream_serving_shortfalls_total{shortfall="store_unavailable"} 0.0' in text
    assert 'revstream_serving_refused_total{kind="quota_exceeded"} 0.0' in text
    assert 'revstream_serving_decisions_total{action="flag",basis="payment"} 0.0' in text


def test_a_log_line_has_the_place_of_an_error_and_not_what_it_says() -> None:
    ages: dict[str, int] = {}
    with pytest.raises(KeyError) as caught:
        _ = ages["card c-1"]
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "a fault", (), None)
    record.exc_info = (caught.type, caught.value, caught.tb)
    line = json.loads(JsonLines().format(record))
    assert (line["message"], line["error"]) == ("a fault", "KeyError")
    assert line["at"][0].startswith(Path(__file__).name)
    assert "c-1" not in json.dumps(line)


def test_a_logged_request_has_its_route_and_key_and_nothing_else_of_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "revstream.requests")
    with served(tmp_path, logs=True) as api:
        api.client.get("/v1/features/card/secret-card?x=secret", headers=api.reader)
    records = [one for one in caplog.records if one.name == "revstream.requests"]
    lines = [json.loads(JsonLines().format(one)) for one in records]
    assert len(lines) == 1
    assert lines[0]["route"] == "/v1/features/{entity}/{id}"
    assert (lines[0]["status"], lines[0]["method"]) == (400, "GET")
    assert lines[0]["key_id"] in api.reader["Authorization"]
    assert "secret" not in json.dumps(lines)


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        (
            "/v1/decisions?limit=1&actoin=block",
            "actoin: no such parameter; expected card, merchant, action, after, limit",
        ),
        ("/v1/features/card/c-1?x", "x: no such parameter; this path takes none"),
        ("/v1/decisions/d-1?explain=true", "explain: no such parameter; this path takes none"),
    ],
)
def test_a_parameter_that_a_path_does_not_know_is_refused(
    api: Served, path: str, detail: str
) -> None:
    answer = api.client.get(path, headers=api.platform)
    told = answer.json()
    assert (answer.status_code, told["detail"]) == (400, detail)
    assert told["field"] == detail.partition(":")[0]


def test_a_parameter_that_could_be_a_card_number_is_not_shown(api: Served) -> None:
    answer = api.client.get("/v1/decisions?4111111111111111=1", headers=api.platform)
    assert answer.status_code == 400
    assert "4111" not in answer.text


def test_parameters_are_looked_at_once_somebody_is_let_in(api: Served) -> None:
    assert api.client.get("/v1/decisions?actoin=block").status_code == 401


def test_what_a_path_does_is_told_in_words(api: Served) -> None:
    paths = api.client.get("/v1/schema/openapi.json").json()["paths"]
    told = [operation["summary"] for path in paths.values() for operation in path.values()]
    assert len(told) > 10
    assert [one for one in told if " " not in one or one.endswith(".")] == []
    assert paths["/v1/decisions"]["post"]["summary"] == "Decide one payment"
