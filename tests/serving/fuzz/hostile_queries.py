"""Bodies for GraphQL, each valid but for what is done to it."""

import json
from collections.abc import Callable
from random import Random
from typing import Final

from tests.fuzz.hostile_values import LITERALS, TEXTS

_QUERIES: Final = (
    "{decisions(first:3){edges{cursor node{decision{decision_id action reasons{text}}}}}}",
    (
        'query Q($a:Action,$n:Int!){decisions(action:$a,first:$n,merchant:"m1")'
        "{page_info{end_cursor}}}"
    ),
    (
        '{features(entity:"card",ids:["c1"]){values age_ms}'
        ' b:features(entity:"merchant",ids:["m1"]){ids}}'
    ),
    (
        '{decision(decision_id:"x"){outcome{kind is_fraud} decision{...D}}}'
        " fragment D on Decision{tier}"
    ),
    "{__schema{types{name fields{name type{name ofType{name}}}}}}",
)
_PARTS: Final = (
    *(
        "{",
        "}",
        "(",
        ")",
        "...",
        "...D",
        "$a",
        "@skip(if:true)",
        "@include(if:$a)",
        '"""',
        "#",
        "\\",
    ),
    *(
        "first:-1",
        "first:1e9",
        "after:null",
        "ids:[]",
        "__typename",
        "fragment D on Query{...D}",
        "!",
    ),
    *(
        "mutation",
        "subscription{a}",
        "a:decisions",
        "\ufeff",
        "\x00",
        "[" * 300,
        "{a" * 200,
        "é",
        "&",
    ),
    *(" __typename" * 300, " a:__typename" * 30, "{node" * 12, "4111111111111111", "query Q", "|"),
)
_VARIABLES: Final[tuple[object, ...]] = (
    *(
        {},
        None,
        {"a": "block", "n": 5},
        {"a": "blok", "n": 5},
        {"n": 10**30},
        {"n": "1"},
        {"n": None},
    ),
    *({"n": 2.5}, {"a": {"b": []}, "n": 1}, [], "n", {"n": True}, {"n": 500, "x": "y" * 2_000}),
)


def hostile_query(random: Random) -> bytes:
    """A body."""
    query = random.choice(_QUERIES)
    while random.random() < 0.6:
        query = random.choice(_CHANGES)(query, random)
    body: dict[str, object] = {"query": query, "variables": random.choice(_VARIABLES)}
    if random.random() < 0.2:
        body["operationName"] = random.choice(("Q", "", None, 5, "x" * 500))
    if random.random() < 0.1:
        body[random.choice(("extensions", "id", "query2"))] = {}
    raw = json.dumps(body, ensure_ascii=random.random() < 0.5).encode()
    if random.random() < 0.1:
        raw = random.choice((b"[" + raw + b"]", raw[:-1], random.choice(LITERALS)))
    return raw


def _insert(query: str, random: Random) -> str:
    at = random.randrange(len(query) + 1)
    return query[:at] + random.choice(_PARTS) + query[at:]


def _cut(query: str, random: Random) -> str:
    start, end = sorted(random.randrange(len(query) + 1) for _ in range(2))
    return query[:start] + query[end:]


def _text(query: str, random: Random) -> str:
    text = random.choice(random.choice(tuple(TEXTS.values()))).decode("utf-8", "replace")
    return (
        query.replace('"m1"', f'"{text}"').replace('"c1"', f'"{text}"').replace('"x"', f'"{text}"')
    )


_CHANGES: Final[tuple[Callable[[str, Random], str], ...]] = (_insert, _insert, _cut, _text, _text)
