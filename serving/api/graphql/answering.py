"""A query answered: data, and errors that say of what kind they are, as problems do.

::

    body --> query --> limits --> read --> {"data": ..., "errors": [{"message", "extensions"}]}
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec
import strawberry
from graphql import GraphQLError
from msgspec import UNSET, Meta, Struct, UnsetType
from strawberry.schema.exceptions import CannotGetOperationTypeError

from serving.api.faults import log_fault, problem_of
from serving.api.graphql.asked import Asked
from serving.api.metrics import Metrics
from serving.api.problem import Problem, ProblemKind

GRAPHQL_PATH: Final = "/graphql"

_MOST_ERRORS: Final = 10
_SUGGESTION: Final = re.compile(r" ?Did you mean .*", re.DOTALL)
_TOKEN: Final = re.compile(r"\b(Int|Float|String|BlockString) ['\"].*", re.DOTALL)
_VALUE: Final = re.compile(
    r"(got invalid value|cannot represent|Expected value of type|Value .* does not exist).*",
    re.DOTALL,
)


class GraphqlQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """A query as it comes.

    Attributes:
        query: its text.
        variables: by name.
        operationName: which operation of the text, where it has more than one.
        extensions: taken, and not looked at.
    """

    query: Annotated[str, Meta(min_length=1)]
    variables: dict[str, Any] | None = None
    operationName: str | None = None  # noqa: N815 - its name by the specification
    extensions: dict[str, Any] | None = None


class ErrorKind(Struct, frozen=True, omit_defaults=True):
    """Of what kind an error is.

    Attributes:
        kind: as the end of a problem's type.
        field: at fault, if it is one argument.
    """

    kind: ProblemKind
    field: str | None = None


class GraphqlError(Struct, frozen=True):
    """What went wrong, and where in the query and in the answer."""

    message: str
    extensions: ErrorKind
    locations: tuple[dict[str, int], ...] | UnsetType = UNSET
    path: tuple[str | int, ...] | UnsetType = UNSET


class GraphqlAnswer(Struct, frozen=True):
    """An answer; without `data` where the query was not begun."""

    data: dict[str, Any] | UnsetType | None = UNSET
    errors: tuple[GraphqlError, ...] | UnsetType = UNSET


def graphql_query(body: bytes) -> GraphqlQuery:
    """The query of a body.

    Raises:
        Problem: it is none, or an array of them.
    """
    try:
        return msgspec.json.decode(body, type=GraphqlQuery)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise Problem(
            "invalid", "expected a JSON object with query, variables and operationName"
        ) from None


async def answer(
    schema: strawberry.Schema, query: GraphqlQuery, asked: Asked, metrics: Metrics
) -> GraphqlAnswer:
    """The answer to a query; whatever goes wrong is an error in it."""
    try:
        result = await schema.execute(
            query.query, query.variables, context_value=asked, operation_name=query.operationName
        )
        data, faults = result.data, result.errors or []
    except CannotGetOperationTypeError:
        data, faults = None, [GraphQLError("the query has no operation of this name")]
    except RecursionError:
        data, faults = None, [GraphQLError("the query is nested too deeply")]
    errors = tuple(_told(one, metrics) for one in faults[:_MOST_ERRORS])
    began = data is not None or any(one.path is not None for one in faults)
    return GraphqlAnswer(data if began else UNSET, errors or UNSET)


def _told(error: GraphQLError, metrics: Metrics) -> GraphqlError:
    message, kind = _without_values(error.message), ErrorKind("invalid")
    if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
        log_fault(GRAPHQL_PATH, error.original_error)
        problem = problem_of(error.original_error)
        message, kind = problem.detail, ErrorKind(problem.kind, problem.details.field)
    metrics.graphql_error(kind.kind)
    return GraphqlError(
        message,
        kind,
        tuple({"line": one.line, "column": one.column} for one in error.locations or ()) or UNSET,
        tuple(error.path) if error.path is not None else UNSET,
    )


def _without_values(message: str) -> str:
    """A message of graphql's, without what was given and without names that were not asked for."""
    named = _TOKEN.sub(r"\1", _SUGGESTION.sub("", message))
    return _VALUE.sub("a value is not of its type", named)


def query_schema() -> Mapping[str, object]:
    """JSON Schema of a body, for the description."""
    (schema,), components = msgspec.json.schema_components(
        [GraphqlQuery], ref_template="#/$defs/{name}"
    )
    return {**schema, "$defs": components}
