"""Random conditions over the fields of a payment, as text, for `where` and `share`."""

from random import Random
from typing import Final

from tests.definitions.readable_names import Readable

_DEFAULTS: Final = {"text": "'none'", "country": "'DE'", "boolean": "False"}


def condition(random: Random, names: list[Readable], depth: int = 2) -> str:
    """A condition that some payments meet and some do not."""
    if depth == 0 or random.random() < 0.5:
        return simple(random, random.choice(names))
    left, right = (condition(random, names, depth - 1) for _ in range(2))
    form = random.choice(("({0} and {1})", "({0} or {1})", "(not {0})", "(not {0} or {1})"))
    return form.format(left, right)


def simple(random: Random, name: Readable) -> str:
    """A condition over one name."""
    if name.nullable and random.random() < 0.2:
        return f"is_missing({name.name})"
    read = name.name
    if name.nullable and random.random() < 0.2:
        read = f"coalesce({read}, {_DEFAULTS.get(name.type, '1')})"
    if name.type == "boolean":
        return random.choice((read, f"(not {read})", f"({read} == True)"))
    if name.type == "time":
        return f"({read} // 1000 % 2 == 0)"
    one, other = random.choice(name.constants), random.choice(name.constants)
    if not name.numeric:
        return textual(random, read, one, other)
    return random.choice(
        (
            f"({read} < {one})",
            f"({read} >= {one})",
            f"({read} == {one})",
            f"({read} != {one})",
            f"({one} < {read} <= {one} + {other})",
            f"({read} in ({one}, {other}))",
            f"({read} % 2 == 0)",
            f"({read} / 3 > {one} - {read})",
            f"(abs({read} - {one}) < max({other}, 7))",
        )
    )


def textual(random: Random, read: str, one: str, other: str) -> str:
    """A condition over a text."""
    return random.choice(
        (
            f"({read} == {one})",
            f"({read} != {one})",
            f"({read} in ({one}, {other}))",
            f"({read} not in [{one}, {other}])",
            f"starts_with({read}, {one[:2]}')",
        )
    )
