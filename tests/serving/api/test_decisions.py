"""Payments are decided on request: by whom, in which form, and what is refused."""

import json

import pytest

from online_store.errors import StoreUnavailable
from serving.api import decisions
from serving.api.problem import PROBLEM_MEDIA_TYPE
from tests.serving.api.served import Served, payment
from tests.serving.decisions import OTHERS

DEEP = b'{"a":' * 100_000


def test_a_payment_gets_its_decision_and_what_it_rests_on(api: Served) -> None:
    answer = api.client.post("/v1/decisions", json=payment("t-first"), headers=api.scorer)
    assert answer.status_code == 200
    told = answer.json()
    assert told["decision"]["action"] == "block"
    assert told["decision"]["decision_id"] == "t-first"
    assert (told["basis"], told["shortfalls"]) == ("state", [])
    assert (told["mirror_lag_ms"], told["repeated"]) == (7, False)


def test_the_answer_to_a_repeated_request_says_so(api: Served) -> None:
    answers = [
        api.client.post("/v1/decisions", json=payment("t-twice"), headers=api.scorer).json()
        for _ in range(2)
    ]
    assert [answer["repeated"] for answer in answers] == [False, True]


def test_why_is_told_only_where_it_is_asked_for(api: Served) -> None:
    def told(path: str) -> dict[str, object]:
        answer = api.client.post(path, json=payment(), headers=api.platform)
        decision: dict[str, object] = answer.json()["decision"]
        return decision

    brief, full = told("/v1/decisions"), told("/v1/decisions?explain=true")
    assert (brief["reasons"], brief["rule_hits"], brief["features"]) == ([], [], {})
    assert full["features"] == {"card_count_1m": 12}
    assert full["reasons"] != []


def test_why_is_not_told_to_a_key_without_that_scope(api: Served) -> None:
    answer = api.client.post("/v1/decisions?explain=true", json=payment(), headers=api.scorer)
    assert (answer.status_code, answer.json()["field"]) == (403, "explain")


def test_another_tenants_payment_is_refused(api: Served) -> None:
    stranger = payment("t-x", OTHERS)
    answer = api.client.post("/v1/decisions", json=stranger, headers=api.tenant)
    assert (answer.status_code, answer.json()["title"]) == (403, "Not for this key")


def test_the_deadline_of_a_request_is_handed_on(api: Served) -> None:
    api.client.post("/v1/decisions?deadline_ms=35", json=payment(), headers=api.scorer)
    assert api.scoring.deadlines_ms[-1] == 35


@pytest.mark.parametrize("deadline", ["0", "-1", "10001", "soon", ""])
def test_a_deadline_out_of_its_bounds_is_refused(api: Served, deadline: str) -> None:
    path = f"/v1/decisions?deadline_ms={deadline}"
    answer = api.client.post(path, json=payment(), headers=api.scorer)
    assert (answer.status_code, answer.json()["field"]) == (400, "deadline_ms")


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{}", b"\xff", DEEP])
def test_what_is_no_payment_is_refused_with_the_field_at_fault(api: Served, body: bytes) -> None:
    headers = {**api.scorer, "Content-Type": "application/json"}
    answer = api.client.post("/v1/decisions", content=body, headers=headers)
    expected = 422 if len(body) < 64 << 10 else 413
    assert answer.status_code == expected
    assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE


def test_a_refused_payment_spoils_nothing_of_its_batch(api: Served) -> None:
    batch = [payment("t-b1"), {"transaction_id": 1}, payment("t-b2", OTHERS)]
    answer = api.client.post("/v1/decisions/batch", json=batch, headers=api.tenant)
    assert answer.status_code == 200
    first, second, third = answer.json()["results"]
    assert first["answer"]["decision"]["decision_id"] == "t-b1"
    assert (second["problem"]["status"], third["problem"]["status"]) == (422, 403)


def test_all_of_a_batch_has_one_deadline(api: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    clock_ns = iter(ms * 1_000_000 for ms in (0, 10, 400, 5_000))
    monkeypatch.setattr(decisions, "perf_counter_ns", lambda: next(clock_ns))
    api.scoring.deadlines_ms.clear()
    batch = [payment(f"t-d{number}") for number in range(3)]
    api.client.post("/v1/decisions/batch?deadline_ms=5000", json=batch, headers=api.scorer)
    assert api.scoring.deadlines_ms == [4_990, 4_600, 0]


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"[1,2,3,4]", b"[1", b"\xff", b"[" * 100_000, DEEP]
)
def test_what_is_no_batch_is_refused_as_a_whole(api: Served, body: bytes) -> None:
    headers = {**api.scorer, "Content-Type": "application/json"}
    answer = api.client.post("/v1/decisions/batch", content=body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM_MEDIA_TYPE)


def test_no_field_of_a_body_is_shown_where_it_is_refused(api: Served) -> None:
    body = json.dumps([payment("4012888888881881")] * 4)
    headers = {**api.scorer, "Content-Type": "application/json"}
    answer = api.client.post("/v1/decisions/batch", content=body, headers=headers)
    assert answer.status_code == 422
    assert "4012888888881881" not in answer.text


def test_a_store_that_is_away_is_said_so_and_when_to_come_again(api: Served) -> None:
    api.scoring.failing = StoreUnavailable("feature store: redis://secret@host refused")
    try:
        answer = api.client.post("/v1/decisions", json=payment(), headers=api.scorer)
    finally:
        api.scoring.failing = None
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert "secret" not in answer.text


def test_a_fault_of_the_service_shows_nothing_of_it(api: Served) -> None:
    api.scoring.failing = KeyError("card c-1")
    try:
        answer = api.client.post("/v1/decisions", json=payment(), headers=api.scorer)
    finally:
        api.scoring.failing = None
    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM_MEDIA_TYPE)
    assert "c-1" not in answer.text
