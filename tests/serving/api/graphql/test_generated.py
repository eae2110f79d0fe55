"""The schema is made from the wire's structs, and its pages are those of the archive."""

import asyncio
from typing import Any, Literal, get_args

import pytest
from graphql import GraphQLObjectType, build_schema, print_schema
from msgspec import Struct

from events.fraud.decision import Action, Decision
from events.shared.json_records import encode
from serving.api.features import FeatureReads
from serving.api.graphql.asked import Asked, Explains
from serving.api.graphql.generated import GraphqlTypes
from serving.api.graphql.limits import QueryLimits
from serving.api.graphql.query import graphql_schema
from serving.fraud.archive.archive import DecisionArchive
from serving.fraud.received import received
from serving.shared.caller import Caller
from tests.serving.api.served import Served
from tests.serving.decisions import decision
from tests.serving.stand_ins import SimpleFeatures

PLATFORM = Caller("platform", "k", frozenset({"read"}), None)
ALL = "{edges{cursor node{decision{decision_id}}} page_info{has_next_page end_cursor}}"


def _archive(actions: list[Action]) -> DecisionArchive:
    archive = DecisionArchive(most=100, most_bytes=1 << 20)
    for number, action in enumerate(actions):
        made = decision(f"{number:032x}", action=action)
        archive.add(received(made, encode(made)))
    return archive


def _pages(archive: DecisionArchive, conditions: str) -> list[list[int]]:
    """Numbers of the decisions, page by page."""
    schema = graphql_schema(FeatureReads(SimpleFeatures({}), {}), archive, None, QueryLimits())
    pages: list[list[int]] = []
    after = "null"
    while True:
        result: Any = asyncio.run(
            schema.execute(
                f"{{decisions({conditions},after:{after}){ALL}}}",
                context_value=Asked(PLATFORM, 100, 10_000, lambda _: None),
            )
        )
        assert result.errors is None
        page = result.data["decisions"]
        pages.append([int(one["cursor"], 16) for one in page["edges"]])
        if not page["page_info"]["has_next_page"]:
            return pages
        after = f'"{page["page_info"]["end_cursor"]}"'


def test_pages_go_on_where_the_one_before_ended() -> None:
    actions: list[Action] = ["allow"] * 5
    assert _pages(_archive(actions), "first:2") == [[4, 3], [2, 1], [0]]


def test_a_page_has_only_what_meets_the_conditions() -> None:
    archive = _archive(["allow", "block", "allow", "block"])
    assert _pages(archive, "first:1,action:block") == [[3], [1]]
    assert _pages(archive, 'first:5,merchant:"m-none"') == [[]]


def test_every_field_of_a_decision_is_a_field_of_the_schema(api: Served) -> None:
    told = api.client.get("/v1/schema/graphql", headers=api.reader)
    schema = build_schema(told.text)
    made = schema.type_map["Decision"]
    assert isinstance(made, GraphQLObjectType)
    assert list(made.fields) == list(Decision.__struct_fields__)
    assert told.headers["content-type"].startswith("text/plain")


def test_the_schema_that_is_told_is_the_one_that_answers(api: Served) -> None:
    told = api.client.get("/v1/schema/graphql", headers=api.reader).text
    query = "{__schema{types{name kind fields{name} enumValues{name}}}}"
    answer = api.client.post("/graphql", json={"query": query}, headers=api.reader).json()
    served = {
        one["name"]: [field["name"] for field in one["fields"] or one["enumValues"] or ()]
        for one in answer["data"]["__schema"]["types"]
        if not one["name"].startswith("__")
    }
    schema = build_schema(told)
    assert served == {
        name: [*getattr(made, "fields", getattr(made, "values", {}))]
        for name, made in schema.type_map.items()
        if not name.startswith("__")
    }
    assert print_schema(schema).count("type ") >= 10


class Odd(Struct):
    """A struct with a union."""

    value: int | str


class Kinds(Struct):
    """A struct with a literal of its own."""

    kind: Literal["a", "b"]
    many: tuple[Literal["b", "a"], ...]


def test_a_type_without_a_form_in_graphql_is_refused() -> None:
    with pytest.raises(TypeError, match="OddValue"):
        GraphqlTypes({}, {}, Explains).of(Odd)


def test_an_enumeration_is_made_once() -> None:
    types = GraphqlTypes({frozenset({"a", "b"}): "Kind"}, {}, Explains)
    made: Any = types.of(Kinds)
    kind, many = (made.__annotations__[name] for name in ("kind", "many"))
    assert get_args(many) == (kind,)
