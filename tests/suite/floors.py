"""Finds the tests that pass where a list is empty: all their assertions stand in a loop over it.

for alarm in alarms():          nothing is asserted where alarms() is empty
    assert alarm.minutes > 0

assert len(alarms()) == 18      the floor: it stands outside of the loop
"""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_GOING_OVER = {"enumerate", "reversed", "sorted", "zip", "list", "tuple", "set", "product"}


def passing_on_nothing(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of each test in `source` whose every assertion an empty list skips."""
    module = ast.parse(source)
    for test in ast.walk(module):
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
            full = _full_names([*module.body, *test.body])
            skipped = [each for line in test.body for each in _assertions(line, full, skips=False)]
            if skipped and all(skipped):
                yield test.lineno, test.name


def _full_names(statements: Iterable[ast.stmt]) -> set[str]:
    """Names of what is written out with something in it."""
    full: set[str] = set()
    for statement in statements:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.expr() as value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if _is_full(value, full):
                full.add(name)
    return full


def _is_full(node: ast.expr, full: set[str]) -> bool:
    """Whether there is something in `node` whatever the code under test does."""
    sure = False
    match node:
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            sure = any(not isinstance(each, ast.Starred) for each in items)
        case ast.Dict(keys=keys):
            sure = any(key is not None for key in keys)
        case ast.Name(id=name):
            sure = name in full
        case ast.Call(func=ast.Attribute(value=of, attr="items" | "values" | "keys")):
            sure = _is_full(of, full)
        case ast.Call(func=ast.Name(id="range"), args=ends):
            written = all(isinstance(end, ast.Constant) for end in ends)
            sure = written and bool(range(*map(ast.literal_eval, ends)))
        case ast.Call(func=ast.Name(id=name), args=over) if name in _GOING_OVER:
            sure = bool(over) and all(_is_full(each, full) for each in over)
    return sure


def _assertions(node: ast.AST, full: set[str], *, skips: bool) -> Iterator[bool]:
    """For each assertion in `node`, whether it is skipped where some list is empty."""
    match node:
        case ast.Assert(test=test):
            yield skips or _says_nothing_of_none(test, full)
        case ast.With(items=items) if any("pytest.raises" in ast.unparse(item) for item in items):
            yield skips
        case ast.For(iter=over) if not _is_full(over, full):
            skips = True
        case ast.While():
            skips = True
    for child in ast.iter_child_nodes(node):
        yield from _assertions(child, full, skips=skips)


def _says_nothing_of_none(test: ast.expr, full: set[str]) -> bool:
    """Whether `test` is `all(...)` or `not any(...)` of what may be empty."""
    match test:
        case (
            ast.Call(func=ast.Name(id="all"), args=[ast.GeneratorExp(generators=[first, *_])])
            | ast.UnaryOp(
                op=ast.Not(),
                operand=ast.Call(
                    func=ast.Name(id="any"), args=[ast.GeneratorExp(generators=[first, *_])]
                ),
            )
        ):
            return not _is_full(first.iter, full)
    return False


def in_the_tests() -> list[str]:
    """Every such test of the project, as file, line and what to do."""
    return [
        f"{path.relative_to(_ROOT)}:{line}: {name} asserts only in a loop:"
        " assert outside of it how many there are"
        for path in sorted((_ROOT / "tests").rglob("test_*.py"))
        for line, name in passing_on_nothing(path.read_text(encoding="utf-8"))
    ]


if __name__ == "__main__":
    sys.exit("\n".join(in_the_tests()) or None)
