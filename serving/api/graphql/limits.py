"""What a query may be, seen before any of it is done: how deep, and with how many aliases."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)

_INTROSPECTION: Final = "__"


@dataclass(frozen=True, kw_only=True)
class QueryLimits:
    """What a query may be.

    Attributes:
        tokens: of its text; a larger one is not read further. Where a field is asked for again and
            again, graphql compares all pairs, and nobody else is answered meanwhile.
        depth: of fields in fields; introspection has a limit of its own.
        aliases: of fields.
        records: that it may ask for, the sizes of its pages summed up; anything else is one.
    """

    tokens: int = 500
    depth: int = 8
    aliases: int = 20
    records: int = 1_000


def limit_rule(limits: QueryLimits) -> type[ValidationRule]:
    """The rule that holds a document to its limits."""

    class Limited(ValidationRule):
        def enter_document(self, node: DocumentNode, *_: Any) -> None:  # noqa: ANN401 - graphql's
            context: ValidationContext = self.context
            for fault in _faults(node, limits):
                context.report_error(GraphQLError(fault))

    return Limited


def _faults(document: DocumentNode, limits: QueryLimits) -> Iterator[str]:
    fragments = {
        one.name.value: one.selection_set
        for one in document.definitions
        if isinstance(one, FragmentDefinitionNode)
    }
    roots = [one.selection_set for one in document.definitions if hasattr(one, "selection_set")]
    if any(_is_deeper(one, fragments, limits.depth) for one in roots):
        yield f"the query is deeper than {limits.depth} fields"
    if sum(map(_aliases, roots)) > limits.aliases:
        yield f"the query has more than {limits.aliases} aliases"


def _is_deeper(
    root: SelectionSetNode, fragments: Mapping[str, SelectionSetNode], depth: int
) -> bool:
    """Whether fields stand deeper; a fragment is gone into once a level, so that a circle ends."""
    level = [root]
    for _ in range(depth + 1):
        spread: set[str] = set()
        below: list[SelectionSetNode] = []
        while level:
            for one in level.pop().selections:
                match one:
                    case FieldNode(name=name, selection_set=inner):
                        if inner is not None and not name.value.startswith(_INTROSPECTION):
                            below.append(inner)
                    case InlineFragmentNode(selection_set=inner):
                        level.append(inner)
                    case FragmentSpreadNode(name=name):
                        known = fragments.get(name.value)
                        if known is not None and name.value not in spread:
                            spread.add(name.value)
                            level.append(known)
        if not below:
            return False
        level = below
    return True


def _aliases(root: SelectionSetNode) -> int:
    count, left = 0, [root]
    while left:
        for one in left.pop().selections:
            count += isinstance(one, FieldNode) and one.alias is not None
            inner = getattr(one, "selection_set", None)
            if inner is not None:
                left.append(inner)
    return count
