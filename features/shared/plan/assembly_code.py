"""Code that puts all values of an event together: those of each hop, and those derived from them.

::

    def assemble(event, h0, h1):          values of the hops
        f0 = event.amount_minor           fields and features that derived ones read
        v0 = h0[5]
        v1 = ...                          derived features, each after those that it reads
        return (v1, *h0, *h1)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from features.shared.definitions.event_schema import EventField
from features.shared.definitions.model import Derived, Feature
from features.shared.language.generation import Generator
from features.shared.language.spans import stays_whole
from features.shared.language.tree import Arithmetic, Node
from features.shared.language.whole_numbers import whole_code


@dataclass(frozen=True, slots=True)
class Assembly:
    """What there is to put together.

    Attributes:
        features: that are needed, in the order of the file.
        names: of those that are given out, in order.
        hops: names of the features of each hop, in the order of its values.
        fields: of the event, by name.
    """

    features: Sequence[Feature]
    names: Sequence[str]
    hops: Sequence[Sequence[str]]
    fields: Mapping[str, EventField]

    def source(self, name: str) -> str:
        """The source of the function ``name(event, h0, h1, ...)``."""
        derived = [one for one in self.features if isinstance(one.source, Derived)]
        read = frozenset[str]().union(*(_read(one) for one in derived))
        variables = self._variables(read)
        generator = Generator(variables)
        hops = "".join(f", h{number}" for number in range(len(self.hops)))
        lines = [f"def {name}(event{hops}):"]
        lines += [f"    {line}" for line in self._reads(read, variables)]
        for one in derived:
            lines += [f"    {line}" for line in _derived(one, variables[one.name], generator)]
        lines.append("    return (")
        lines += [f"        {code}," for code in self._returned(variables)]
        return "\n".join([*lines, "    )"])

    def _variables(self, read: frozenset[str]) -> dict[str, str]:
        """A variable for each name that is read, and for each derived feature."""
        derived = [one.name for one in self.features if isinstance(one.source, Derived)]
        return {name: f"v{number}" for number, name in enumerate(sorted({*read, *derived}))}

    def _reads(self, read: frozenset[str], variables: Mapping[str, str]) -> Iterator[str]:
        places = self._places()
        for name in sorted(read):
            field = self.fields.get(name)
            if field is not None:
                yield f"{variables[name]} = event.{name}"
                if field.digits:
                    yield (
                        f"{variables[name]} = None if {variables[name]} is None"
                        f" else {variables[name]} / {10**field.digits}"
                    )
            elif name in places:
                yield f"{variables[name]} = {places[name]}"

    def _places(self) -> dict[str, str]:
        return {
            name: f"h{number}[{place}]"
            for number, names in enumerate(self.hops)
            for place, name in enumerate(names)
        }

    def _returned(self, variables: Mapping[str, str]) -> Iterator[str]:
        """Code of the values given out: a hop's whole values at once where they come so."""
        places, names = self._places(), list(self.names)
        while names:
            whole = next(
                (n for n, of_hop in enumerate(self.hops) if of_hop and _begins(names, of_hop)), None
            )
            if whole is not None:
                yield f"*h{whole}"
                del names[: len(self.hops[whole])]
                continue
            name = names.pop(0)
            yield places.get(name) or variables[name]


def _begins(names: Sequence[str], others: Sequence[str]) -> bool:
    return list(names[: len(others)]) == list(others)


def _read(feature: Feature) -> frozenset[str]:
    return feature.source.expression.names if isinstance(feature.source, Derived) else frozenset()


def _derived(feature: Feature, variable: str, generator: Generator) -> Iterator[str]:
    """The lines that compute one derived feature."""
    source = feature.source
    if not isinstance(source, Derived):
        raise TypeError(f"{feature.name}: a derived feature is expected")
    tree = source.expression.tree
    yield f"{variable} = {generator.value(tree)}"
    if feature.kind == "int" and not stays_whole(tree, for_certain=True):
        yield f"if {variable} is not None: {variable} = {whole_code(variable)}"
    if feature.kind == "float" and not _is_division(tree):
        # A whole number among fractions: the least of 2 and 2.5, say; or one too large for them.
        yield f"if {variable} is not None: {variable} = multiply({variable}, 1.0)"
    if source.if_missing is not None:
        yield f"if {variable} is None: {variable} = {source.if_missing!r}"


def _is_division(tree: Node) -> bool:
    return isinstance(tree, Arithmetic) and tree.operator == "/"
