"""What a query may be, seen before any of it is done: how long, how deep, how wide."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)
from strawberry.extensions import SchemaExtension

_INTROSPECTION: Final = "__"


@dataclass(frozen=True, kw_only=True)
class QueryLimits:
    """What a query may be.

    Attributes:
        tokens: of its text; a larger one is not read further.
        fields: written in it. Where one is asked for again and again, graphql compares all pairs,
            and nobody else is answered meanwhile.
        depth: of fields in fields; introspection has a limit of its own.
        aliases: of fields.
        expanded: fields with each fragment written out wherever it is used.
        records: that it may ask for, the sizes of its pages summed up; anything else is one.
        values: records times the fields of each, summed up over its pages: each takes some six
            microseconds, in which nobody else is answered.
    """

    tokens: int = 500
    fields: int = 100
    depth: int = 8
    aliases: int = 20
    expanded: int = 400
    records: int = 1_000
    values: int = 10_000


class Limited(SchemaExtension):
    """Holds a query to its limits before it is validated, which takes longer than to read it.

    Args:
        limits: of a query.
    """

    def __init__(self, limits: QueryLimits) -> None:
        self._limits = limits

    def on_operation(self) -> Iterator[None]:
        """Have no more tokens read than there may be."""
        self.execution_context.parse_options["max_tokens"] = self._limits.tokens
        yield

    def on_parse(self) -> Iterator[None]:
        """Look at what was read.

        Raises:
            GraphQLError: it is more than it may be.
        """
        yield
        document = self.execution_context.graphql_document
        if document is None:
            return
        operations, fragments = _selections(document)
        fault = _fault(operations, fragments, self._limits)
        if fault is not None:
            raise GraphQLError(fault)
        written_out = _written_out(operations, fragments)
        if sum(written_out.values()) > self._limits.expanded:
            raise GraphQLError(
                f"the query has more than {self._limits.expanded} fields with its fragments written"
                " out"
            )
        # An `Asked`, which says of each page whether so many fields of it are too many.
        self.execution_context.context.fields = written_out


def _selections(
    document: DocumentNode,
) -> tuple[Sequence[SelectionSetNode], Mapping[str, SelectionSetNode]]:
    """What the operations ask for, and each fragment by its name."""
    fragments, operations = {}, []
    for one in document.definitions:
        if isinstance(one, FragmentDefinitionNode):
            fragments[one.name.value] = one.selection_set
        elif isinstance(one, OperationDefinitionNode):
            operations.append(one.selection_set)
    return operations, fragments


def _written_out(
    operations: Sequence[SelectionSetNode], fragments: Mapping[str, SelectionSetNode]
) -> Counter[str]:
    """Fields below each one that is asked for, by its name in the answer; it counts, too.

    Those of a fragment count wherever it is used.
    """
    known: dict[str, Counter[str]] = {}

    def of_fragment(name: str) -> Counter[str]:
        if name not in known:
            # Within itself it counts nothing: a circle is refused later.
            known[name] = Counter()
            inner = fragments.get(name)
            known[name] = Counter() if inner is None else of(inner)
        return known[name]

    def of(root: SelectionSetNode) -> Counter[str]:
        counts: Counter[str] = Counter()
        for one in root.selections:
            match one:
                case FieldNode(alias=alias, name=name, selection_set=inner):
                    below = 0 if inner is None else sum(of(inner).values())
                    counts[(alias or name).value] += 1 + below
                case InlineFragmentNode(selection_set=inner):
                    counts.update(of(inner))
                case FragmentSpreadNode(name=name):
                    counts.update(of_fragment(name.value))
        return counts

    counts: Counter[str] = Counter()
    for one in operations:
        counts.update(of(one))
    return counts


def _fault(
    operations: Sequence[SelectionSetNode],
    fragments: Mapping[str, SelectionSetNode],
    limits: QueryLimits,
) -> str | None:
    fields = [field for one in (*operations, *fragments.values()) for field in _fields(one)]
    if len(fields) > limits.fields:
        return f"the query has more than {limits.fields} fields"
    if sum(one.alias is not None for one in fields) > limits.aliases:
        return f"the query has more than {limits.aliases} aliases"
    if any(_is_deeper(one, fragments, limits.depth) for one in operations):
        return f"the query is deeper than {limits.depth} fields"
    return None


def _is_deeper(
    root: SelectionSetNode, fragments: Mapping[str, SelectionSetNode], depth: int
) -> bool:
    """Whether fields stand deeper; a fragment is gone into once a level, so that a circle ends."""
    level = [root]
    for _ in range(depth):
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


def _fields(root: SelectionSetNode) -> Iterator[FieldNode]:
    """All fields of a selection, without those of fragments with a name."""
    left = [root]
    while left:
        for one in left.pop().selections:
            if isinstance(one, FieldNode):
                yield one
            inner = getattr(one, "selection_set", None)
            if inner is not None:
                left.append(inner)
