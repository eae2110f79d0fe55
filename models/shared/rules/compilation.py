"""All rules of a set as one Python function over a sequence of values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from features.shared.language.generation import CODE_NAMES, Generator
from models.shared.rules.rule import Rule

Absent = Literal["refuse", "missing"]


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """Rules ready to run.

    Attributes:
        names: what the value at each position of the sequence is.
        hits: the rules that match the values, in the order of the set. A value of None is missing;
            the others must have the types of the schema. Never raises for such values.
        source: the generated function, to read.
    """

    names: tuple[str, ...]
    hits: Callable[[Sequence[object]], tuple[Rule, ...]]
    source: str


def compile_rules(
    rules: Sequence[Rule], names: Sequence[str], absent: Absent = "refuse"
) -> CompiledRules:
    """Compile the rules for values that come in the order of `names`.

    Args:
        rules: what to compile.
        names: name of the value at each position.
        absent: whether a name that a rule reads and `names` lacks is an error or missing.

    Raises:
        ValueError: a name is given twice, or is absent where that is refused.
    """
    positions = {name: index for index, name in enumerate(names)}
    if len(positions) < len(names):
        raise ValueError(f"names must differ, found {sorted(_repeated(names))} more than once")
    read = sorted(frozenset[str]().union(*(rule.condition.names for rule in rules)))
    lacking = [name for name in read if name not in positions]
    if lacking and absent == "refuse":
        raise ValueError(f"rules read {lacking}, which the values do not have")
    variables = {name: f"v{index}" for index, name in enumerate(read)}
    reads = [f"{variables[name]} = {_place(positions.get(name))}  # {name}" for name in read]
    source = _source(rules, reads, Generator(variables))
    namespace = {**CODE_NAMES, **{f"rule{index}": (rule,) for index, rule in enumerate(rules)}}
    # Only templates of this package and escaped constants get into the source, never rule text.
    exec(compile(source, "<rules>", "exec"), namespace)  # noqa: S102
    hits: Callable[[Sequence[object]], tuple[Rule, ...]] = namespace["hits"]  # type: ignore[assignment]
    return CompiledRules(tuple(names), hits, source)


def _source(rules: Sequence[Rule], reads: Sequence[str], generator: Generator) -> str:
    lines = ["def hits(values):", *(f"    {read}" for read in reads), "    found = ()"]
    for index, rule in enumerate(rules):
        lines.append(f"    if {generator.condition(rule.condition.tree)}:")
        lines.append(f"        found += rule{index}")
    return "\n".join([*lines, "    return found", ""])


def _place(position: int | None) -> str:
    return "None" if position is None else f"values[{position}]"


def _repeated(names: Sequence[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}
