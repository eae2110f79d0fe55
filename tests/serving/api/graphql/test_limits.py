"""No query takes more than it may, and no error tells more than it must."""

from pathlib import Path

import pytest
from graphql import build_client_schema, get_introspection_query

from serving.shared.token_bucket import RateLimit
from tests.serving.api.graphql.asking import asked, kinds
from tests.serving.api.served import Served, served

PAGE = "decisions(first:500){page_info{end_cursor}}"
BOMB = (
    "{decisions(first:500){" + " ".join(f"a{n}:edges{{...E}}" for n in range(4)) + "}}"
    " fragment E on DecisionEdge{" + " ".join(f"a{n}:node{{...R}}" for n in range(4)) + "}"
    " fragment R on DecisionRecord{" + " ".join(f"a{n}:decision{{...D}}" for n in range(4)) + "}"
    " fragment D on Decision{" + " ".join(f"a{n}:features" for n in range(5)) + "}"
)
"""Seventeen aliases that are five hundred fields of each decision."""
TYPES = "__schema{types{...T ...T fields{type{...T}}}}"
TYPE_BOMB = "fragment T on __Type{" + " ".join(f"a{n}:fields{{...F}}" for n in range(4)) + "}"
TYPE_BOMB += "fragment F on __Field{" + " ".join(f"b{n}:name " for n in range(10)) + "}"
ONE = 'decision(decision_id:"x"){outcome{kind}}'


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("{" + "decision{" * 8 + "x" + "}" * 9, "deeper than 8 fields"),
        (
            "{...A} fragment A on Query{decision{" + "decision{" * 7 + "x" + "}" * 9,
            "deeper than 8",
        ),
        ("{" + " ".join(f"a{n}:{ONE}" for n in range(21)) + "}", "more than 20 aliases"),
        ("{...A} fragment A on Query{" + "a:x " * 21 + "}", "more than 20 aliases"),
        ("{" + "x " * 600 + "}", "more than 500 tokens"),
        ("{" + "x " * 101 + "}", "more than 100 fields"),
        ("{x{...A}} fragment A on X{" + "x " * 100 + "}", "more than 100 fields"),
        (BOMB, "more than 400 fields with its fragments"),
        (f"{{a:{TYPES} b:{TYPES} c:{TYPES}}}" + TYPE_BOMB, "more than 400 fields"),
        ("{" + "a{" * 240, "nested too deeply"),
        ("{decisions(after:" + "[" * 240 + "){x}}", "nested too deeply"),
        (
            "{__schema{types" + "{fields{type" * 4 + "{name}" + "}}" * 4 + "}}",
            "introspection depth",
        ),
        ("{...A} fragment A on Query{...B} fragment B on Query{...A}", "within itself"),
        ('{...A} fragment A on Query{decision(decision_id:"x"){...A}}', "deeper than 8"),
        ("mutation{x}", "not supported"),
    ],
)
def test_a_query_beyond_its_limits_is_not_begun(api: Served, query: str, said: str) -> None:
    told = asked(api, query)
    assert "data" not in told
    assert said in " ".join(one["message"] for one in told["errors"])
    assert set(kinds(told)) == {"invalid"}
    assert len(told["errors"]) <= 10


def test_not_every_error_of_a_query_is_told(api: Served) -> None:
    told = asked(api, "{" + " ".join(f"x{number}" for number in range(20)) + "}")
    assert len(told["errors"]) == 10


def test_what_is_as_deep_as_it_may_be_is_looked_at(api: Served) -> None:
    told = asked(api, "{" + "decision{" * 7 + "x" + "}" * 8)
    assert "Cannot query field 'decision' on type 'Decision'." in str(told)


def test_pages_are_summed_up(api: Served) -> None:
    fits = asked(api, f"{{a:{PAGE} b:{PAGE}}}")
    assert set(fits) == {"data"}
    told = asked(api, f"{{a:{PAGE} b:{PAGE} c:{ONE}}}")
    assert [one["path"] for one in told["errors"]] == [["c"]]
    assert "more than 1000 records" in told["errors"][0]["message"]


def test_records_times_fields_are_bounded(api: Served) -> None:
    def page(fields: int) -> str:
        inner = " ".join(f"a{number}:action" for number in range(fields))
        return f"{{decisions(first:500){{edges{{node{{decision{{{inner}}}}}}}}}}}"

    assert set(asked(api, page(16))) == {"data"}
    told = asked(api, page(17))
    assert "more than 10000 values" in told["errors"][0]["message"]


def test_a_large_page_costs_what_small_ones_do(tmp_path: Path) -> None:
    with served(tmp_path, RateLimit(per_s=1, burst=12)) as api:
        assert set(asked(api, f"{{{PAGE}}}")) == {"data"}
        told = asked(api, f"{{{PAGE}}}")
    assert kinds(told) == ["rate_limited"]


def test_every_field_that_reads_is_a_request(tmp_path: Path) -> None:
    with served(tmp_path, RateLimit(per_s=1, burst=3)) as api:
        told = asked(api, "{" + " ".join(f"a{number}:{ONE}" for number in range(4)) + "}")
    assert (kinds(told), told["errors"][0]["path"]) == (["rate_limited"], ["a3"])


def test_the_usual_question_about_the_schema_is_answered(api: Served) -> None:
    told = asked(api, get_introspection_query(), api.reader)
    assert "errors" not in told
    assert build_client_schema(told["data"]).query_type is not None


@pytest.mark.parametrize(
    "query",
    [
        "{decisionz{x}}",
        '{decision(decision_idd:"x"){outcome{kind}}}',
        "{decisions(action:blok){page_info{end_cursor}}}",
        "{...A} fragment A on Queri{x}",
        "query($a:Actio){decisions(action:$a){page_info{end_cursor}}}",
        "{decisions @skipp(if:true){page_info{end_cursor}}}",
    ],
)
def test_no_name_is_suggested(api: Served, query: str) -> None:
    messages = [one["message"] for one in asked(api, query)["errors"]]
    assert messages
    assert "Did you mean" not in " ".join(messages)


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{decisions(first:4111111111111111){page_info{end_cursor}}}", {}),
        ('{decisions(first:"4111111111111111"){page_info{end_cursor}}}', {}),
        ('{decision("4111111111111111")}', {}),
        ("{decision(4111111111111111)}", {}),
        ("{decision(decision_id:4111111111111111){outcome{kind}}}", {}),
        ("query($n:Int!){decisions(first:$n){page_info{end_cursor}}}", {"n": "4111111111111111"}),
        (
            "query($n:Action){decisions(action:$n){page_info{end_cursor}}}",
            {"n": "4111111111111111"},
        ),
    ],
)
def test_no_error_shows_a_value(api: Served, query: str, variables: dict[str, str]) -> None:
    told = asked(api, query, variables=variables)
    assert "data" not in told
    assert "4111111111111111" not in str(told)


def test_a_body_too_large_is_refused_as_anywhere(api: Served) -> None:
    query = {"query": "#" + "x" * 70_000}
    assert api.client.post("/graphql", json=query, headers=api.reader).status_code == 413
