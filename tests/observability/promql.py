"""What an expression of PromQL asks for: metrics with matchers, and labels to group by.

Expressions are known to be well-formed: promtool parses them. This reads no more than it needs, by
the lexical rules of https://prometheus.io/docs/prometheus/latest/querying/basics/.
"""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|\$__\w+|\$\w+|[a-zA-Z_:][a-zA-Z0-9_:]*|[\d.]+[a-z]*|=~|!~|!=|==|>=|<=|\S'
)
_WORDS = frozenset({"and", "or", "unless", "bool", "offset"})
_LABELLED = frozenset({"by", "without", "on", "ignoring", "group_left", "group_right"})
_OF_THE_RESULT = "label_replace"


@dataclass(frozen=True)
class Selector:
    """A metric, with the label, operator and text of each matcher."""

    metric: str
    matchers: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Query:
    """What an expression asks for."""

    selectors: tuple[Selector, ...]
    labels: frozenset[str]


def parse(expression: str) -> Query:
    """Read an expression.

    >>> query = parse('sum by (job_name) (rate(late{host="a"}[5m])) > 0.05 * time()')
    >>> query.selectors
    (Selector(metric='late', matchers=(('host', '=', 'a'),)),)
    >>> sorted(query.labels)
    ['job_name']
    """
    tokens = _TOKEN.findall(expression)
    selectors: list[Selector] = []
    labels: set[str] = set()
    made: set[str] = set()
    at = 0
    while at < len(tokens):
        token, after = tokens[at], tokens[at + 1 : at + 2]
        at += 1
        if token in _LABELLED and after == ["("]:
            end = tokens.index(")", at)
            labels.update(name for name in tokens[at + 1 : end] if name != ",")
            at = end + 1
        elif token == "[":
            at = tokens.index("]", at) + 1
        elif _is_name(token) and token not in _WORDS | _LABELLED and not _called(after):
            matchers: tuple[tuple[str, str, str], ...] = ()
            if after == ["{"]:
                end = tokens.index("}", at)
                matchers = _matchers(tokens[at + 1 : end])
                at = end + 1
            selectors.append(Selector(token, matchers))
        elif token == _OF_THE_RESULT:
            made.add(_made_by(tokens[at:]))
    return Query(tuple(selectors), frozenset(labels - made))


def _is_name(token: str) -> bool:
    return re.fullmatch(r"[a-zA-Z_:][a-zA-Z0-9_:]*", token) is not None


def _called(after: list[str]) -> bool:
    """Whether a name is that of a function or of an aggregation, by what comes after it."""
    return after in (["("], ["by"], ["without"])


def _matchers(tokens: list[str]) -> tuple[tuple[str, str, str], ...]:
    parts = [token for token in tokens if token != ","]
    assert len(parts) % 3 == 0, parts
    triples = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return tuple((label, operator, text[1:-1]) for label, operator, text in triples)


def _made_by(tokens: list[str]) -> str:
    """The label that label_replace makes: its second argument, after a comma outside of all."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token in "([{") - (token in ")]}")
        if depth == 1 and token == ",":
            return tokens[at + 1].strip('"')
    raise AssertionError(f"label_replace without a label: {' '.join(tokens)}")
