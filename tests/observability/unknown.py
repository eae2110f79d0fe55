"""What dashboards and alerts ask for that nobody exports."""

import re
from collections.abc import Iterator, Mapping

from tests.observability.exported import Exported
from tests.observability.promql import Query, Selector, parse

_OF_PROMETHEUS = {"up": frozenset({"job", "instance"})}
"""What it makes itself of every target, by its documentation of jobs and instances."""

_OF_TARGETS = frozenset({"job", "instance"})
"""The labels that it gives every series of a target."""


def unknown(expressions: Mapping[str, str], page: Exported) -> list[str]:
    """A line for each metric, label or value that no series has.

    Args:
        expressions: PromQL by where it stands.
        page: what is exported.
    """
    return [
        f"{where}: {fault}"
        for where, expression in expressions.items()
        for fault in _faults(parse(expression), page)
    ]


def _faults(query: Query, page: Exported) -> Iterator[str]:
    for selector in query.selectors:
        yield from _faults_of(selector, page)
    known = _OF_TARGETS.union(*(page.get(one.metric, {}) for one in query.selectors))
    for label in sorted(query.labels - known):
        yield f"{label}: no metric of the expression has this label"


def _faults_of(selector: Selector, page: Exported) -> Iterator[str]:
    if selector.metric in _OF_PROMETHEUS:
        labels: Mapping[str, set[str]] = {}
    elif selector.metric in page:
        labels = page[selector.metric]
    else:
        yield f"{selector.metric}: not exported"
        return
    for label, operator, text in selector.matchers:
        if label in _OF_TARGETS:
            continue
        if label not in labels:
            yield f"{selector.metric}: has no label {label}"
        elif not text.startswith("$") and not _match(operator, text, labels[label]):
            yield f"{selector.metric}: no series with {label}{operator}{text!r}"


def _match(operator: str, text: str, values: set[str]) -> bool:
    """Whether each value that is asked for is there, of alternatives too."""
    asked = text.split("|") if operator == "=~" else [text]
    return all(any(re.fullmatch(one, value) for value in values) for one in asked)
