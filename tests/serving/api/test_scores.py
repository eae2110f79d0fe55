"""Scores are answered, counted, and refused beyond the quota."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from servers.valkey import ValkeyServer
from tests.serving.api.selling import Sold, selling
from tests.serving.api.served import payment
from tests.serving.decisions import OTHERS


@pytest.fixture
def sold(tmp_path: Path, valkey: ValkeyServer, store: Redis) -> Iterator[Sold]:
    assert store.dbsize() == 0
    with selling(tmp_path, valkey.url) as started:
        yield started


def test_a_score_says_what_it_is_of(sold: Sold) -> None:
    told = sold.client.post("/v1/scores", json=payment(), headers=sold.viewer).json()
    assert (told["transaction_id"], told["action"], told["score"]) == ("t-t-1", "block", None)
    assert (told["band"], told["band_from"], told["repeated"]) == ("very_high", "action", False)
    assert told["band_limits"] == {"low": 0.01, "elevated": 0.04, "high": 0.16, "very_high": 0.64}
    assert told["reasons"] == [{"code": "rule", "text": "a rule of the platform asks for it"}]
    assert "features" not in told


def test_a_payment_of_another_tenants_merchant_is_neither_scored_nor_counted(sold: Sold) -> None:
    assert sold.scored("t-1", sold.acme, OTHERS) == 403
    assert sold.used(sold.acme) == 0


def test_whichever_path_is_asked_a_decision_is_counted_once(sold: Sold) -> None:
    for _ in range(2):
        assert sold.scored("t-1", sold.acme) == 200
    sold.client.post("/v1/decisions", json=payment("t-1"), headers=sold.acme)
    batch = [payment("t-1"), payment("t-2")]
    sold.client.post("/v1/decisions/batch", json=batch, headers=sold.acme)
    assert sold.used(sold.acme) == 2


def test_at_the_end_of_the_quota_there_is_a_problem_and_a_way_back(sold: Sold) -> None:
    assert [sold.scored(f"t-{number}", sold.acme) for number in range(4)] == [200, 200, 200, 402]
    refused = sold.client.post("/v1/scores", json=payment("t-9"), headers=sold.acme)
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "urn:revstream:problem:quota_exceeded"
    assert sold.used(sold.acme) == 3
    sold.now_ms[0] = sold.now_ms[0] + 31 * 86_400_000
    assert sold.scored("t-9", sold.acme) == 200


def test_beyond_the_quota_a_batch_has_its_place_for_the_refusal(sold: Sold) -> None:
    batch = [payment(f"t-{number}") for number in range(4)]
    answer = sold.client.post("/v1/decisions/batch", json=batch, headers=sold.acme)
    results = answer.json()["results"]
    assert ["answer" in one for one in results] == [True, True, True, False]
    assert results[3]["problem"]["status"] == 402


def test_headers_tell_how_far_the_month_has_come(sold: Sold) -> None:
    answers = [
        sold.client.post("/v1/scores", json=payment(f"t-{number}"), headers=sold.acme)
        for number in range(2)
    ]
    assert answers[0].headers["ratelimit-policy"] == '"month";q=3;w=2592000'
    assert [one.headers["ratelimit"] for one in answers] == [
        '"month";r=2;t=2592000',
        '"month";r=1;t=2592000',
    ]
    warned = [one.headers.get("quota-warning") for one in answers]
    assert warned == [None, '"month";used=2;warn-at=2']


def test_who_has_no_plan_has_no_quota(sold: Sold) -> None:
    answer = sold.client.post("/v1/scores", json=payment("t-1", OTHERS), headers=sold.globex)
    assert "ratelimit" not in answer.headers
    assert sold.used(sold.globex) == 1


def test_what_is_counted_is_measured_without_any_name(sold: Sold) -> None:
    for _ in range(2):
        sold.scored("t-1", sold.acme)
    text = sold.client.get("/metrics", headers=sold.platform).text
    assert 'revstream_serving_metered_total{outcome="counted"} 1.0' in text
    assert 'revstream_serving_metered_total{outcome="repeated"} 1.0' in text
    assert "revstream_serving_metered_owed 0.0" in text
    assert "acme" not in text


def test_a_count_that_is_damaged_spoils_no_answer_and_is_made_up_for(
    sold: Sold, store: Redis
) -> None:
    key = "usage:{viewer}:2026-11"
    assert sold.scored("t-1", sold.viewer) == 200
    store.rename(key, "was")
    store.set(key, "x")
    assert [sold.scored(name, sold.viewer) for name in ("t-1", "t-2", "t-2")] == [200] * 3
    told = sold.client.get("/v1/usage", headers=sold.viewer)
    assert (told.status_code, told.headers["content-type"]) == (503, "application/problem+json")
    # Others are counted meanwhile.
    assert sold.scored("t-2", sold.platform) == 200
    assert sold.used(sold.platform) == 1
    store.rename("was", key)
    assert sold.scored("t-2", sold.viewer) == 200
    assert sold.used(sold.viewer) == 2
