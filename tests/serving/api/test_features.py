"""Features are read by the ids of an entity, by whom they belong to."""

import pytest

from online_store.readable import ReadableEntity
from serving.api.problem import PROBLEM_MEDIA_TYPE
from serving.fraud.feature_reading import may_read
from serving.shared.caller import Caller
from tests.serving.api.served import Headers, Served
from tests.serving.decisions import OTHERS, OWN


def _status(api: Served, path: str, headers: Headers) -> int:
    return api.client.get(path, headers=headers).status_code


def test_features_come_with_their_time_and_age(api: Served) -> None:
    answer = api.client.get(f"/v1/features/merchant/{OWN}", headers=api.reader)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["entity"], told["ids"]) == ("merchant", [OWN])
    assert told["values"] == {"merchant_count_1h": 5}
    assert (told["event_time_ms"], told["ttl_s"]) == (1_736_121_600_000, 60)
    assert told["age_ms"] > 0


def test_an_id_may_have_a_slash_a_space_and_any_letter(api: Served) -> None:
    answer = api.client.get("/v1/features/card/c%2F1%20%C3%A9", headers=api.reader)
    assert answer.json()["ids"] == ["c/1 é"]


def test_an_unknown_entity_is_not_found_and_those_there_are_named(api: Served) -> None:
    answer = api.client.get("/v1/features/planet/x", headers=api.reader)
    assert answer.status_code == 404
    assert "expected card" in answer.json()["detail"]


def test_an_entity_without_features_is_not_found(api: Served) -> None:
    assert _status(api, "/v1/features/card/never-seen", api.reader) == 404


@pytest.mark.parametrize(
    "ids", ["a/b", "%20c", "c%00", "c%0A", "%FF", "%EF%BF%BD", "x" * 129, "c/", "/c", "%ED%A0%80"]
)
def test_what_no_payment_has_as_an_id_is_refused_and_not_shown(api: Served, ids: str) -> None:
    answer = api.client.get(f"/v1/features/card/{ids}", headers=api.reader)
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM_MEDIA_TYPE)
    assert answer.json()["field"] == "id"
    assert "xxx" not in answer.text


def test_a_tenant_reads_its_own_merchants_only(api: Served) -> None:
    assert _status(api, f"/v1/features/merchant/{OWN}", api.tenant) == 200
    assert _status(api, f"/v1/features/merchant/{OTHERS}", api.tenant) == 403


def test_a_tenant_is_told_the_same_of_others_merchants_whether_they_exist(api: Served) -> None:
    answers = [
        api.client.get(f"/v1/features/merchant/{one}", headers=api.tenant)
        for one in (OTHERS, "m-nobody")
    ]
    assert [one.status_code for one in answers] == [403, 403]
    assert answers[0].content == answers[1].content


def test_a_card_is_the_platforms_alone_to_read(api: Served) -> None:
    path = "/v1/features/card/c%2F1%20%C3%A9"
    assert (_status(api, path, api.platform), _status(api, path, api.tenant)) == (200, 403)


def test_a_pair_is_its_merchants_to_read() -> None:
    pair = ReadableEntity("card_merchant", ("card_id", "merchant_id"), {})
    tenant = Caller("acme", "k", frozenset({"read"}), frozenset({OWN}))
    assert may_read(tenant, pair, ("c-1", OWN))
    assert not may_read(tenant, pair, (OWN, OTHERS))
