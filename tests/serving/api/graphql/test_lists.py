"""A list by GraphQL is that of REST, for the same keys; it costs as many items as it may have."""

from typing import Any

import msgspec
import pytest

from serving.recommendations.list_answer import AnsweredItem, ListAnswer
from tests.serving.api.graphql.asking import asked, kinds
from tests.serving.api.served import Served

_ITEM = " ".join(AnsweredItem.__struct_fields__)
ALL = " ".join(ListAnswer.__struct_fields__).replace("items", f"items{{{_ITEM}}}")


def _asked(api: Served, arguments: str, fields: str = ALL) -> Any:  # noqa: ANN401 - JSON
    return asked(api, f"{{recommendations({arguments}){{{fields}}}}}", api.reader)


def _without_exposure(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "exposure_id"}


@pytest.mark.parametrize(
    "context",
    [
        {},
        {"limit": 2},
        {"exclude": ["earbuds-1", "chair-3"]},
        {"category": "lamps"},
        {"current_item": "lamp-2"},
        {"limit": 1, "current_item": "lamp-2", "exclude": ["desk-4"]},
    ],
)
@pytest.mark.parametrize(("kind", "path"), [("user", "users"), ("session", "sessions")])
def test_a_list_is_as_rest_gives_it(
    api: Served, kind: str, path: str, context: dict[str, Any]
) -> None:
    arguments = [
        f"{name}: {msgspec.json.encode(value).decode()}"
        for name, value in {"id": "u-1", **context}.items()
    ]
    told = _asked(api, f"kind: {kind}, {', '.join(arguments)}")["data"]["recommendations"]
    rest = api.client.get(
        f"/v1/recommendations/{path}/u-1", params=context, headers=api.reader
    ).json()
    assert set(told) == set(ListAnswer.__struct_fields__)
    assert _without_exposure(told) == _without_exposure(rest)
    assert bool(told["items"]) == (kind == "user" or "current_item" in context)


def test_an_answer_is_an_exposure_unless_it_is_not_wanted(api: Served) -> None:
    api.exposures.records.clear()
    shown = _asked(api, 'kind: user, id: "u-1"', "exposure_id")["data"]["recommendations"]
    assert [one.exposure_id for one in api.exposures.showings] == [shown["exposure_id"]]
    looked = _asked(api, 'kind: user, id: "u-1", exposure: false', "exposure_id")
    rest = api.client.get("/v1/recommendations/users/u-1?exposure=false", headers=api.reader).json()
    assert looked["data"]["recommendations"]["exposure_id"] is rest["exposure_id"] is None
    assert [one["item_id"] for one in rest["items"]] == ["earbuds-1", "lamp-2", "chair-3"]
    assert len(api.exposures.records) == 1


def test_lists_are_for_keys_of_the_shop_that_may_read(api: Served) -> None:
    api.exposures.records.clear()
    query = '{recommendations(kind: user, id: "u-1"){basis}}'
    told = asked(api, query, api.tenant)
    assert (told["data"], kinds(told)) == ({"recommendations": None}, ["forbidden"])
    refused = api.client.post("/graphql", json={"query": query}, headers=api.scorer)
    assert refused.status_code == 403
    assert api.exposures.records == []


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ('id: "u", limit: 0', "limit"),
        ('id: "u", limit: 101', "limit"),
        ('id: ""', "id"),
        ('id: "u", exclude: [" "]', "exclude"),
        ('id: "u", category: ""', "category"),
        ('id: "u", current_item: "\\u0000"', "current_item"),
    ],
)
def test_an_argument_that_is_none_is_named(api: Served, arguments: str, field: str) -> None:
    told = _asked(api, f"kind: user, {arguments}", "basis")
    assert [one["extensions"] for one in told["errors"]] == [{"kind": "invalid", "field": field}]


def test_a_list_costs_as_many_records_as_it_may_have(api: Served) -> None:
    one = 'recommendations(kind: user, id: "u-1", exposure: false)'
    fits = " ".join(f"a{number}: {one}{{basis}}" for number in range(10))
    assert set(asked(api, f"{{{fits}}}")) == {"data"}
    told = asked(api, f"{{{fits} b: {one.replace('exposure', 'limit: 1, exposure')}{{basis}}}}")
    assert "more than 1000 records" in told["errors"][0]["message"]
