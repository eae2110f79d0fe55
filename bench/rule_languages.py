"""Cost of one rule in this engine and in other rule languages, side by side in one run.

    python bench/rule_languages.py [--json]

Libraries that are not installed are listed as such; none of them is a dependency of the project.
"""

import argparse
import json
import platform
import random
import timeit
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from time import process_time
from typing import Final

from features.shared.language.value_types import NameType, ValueType
from models.fraud.rules import RULE_NAMES, catalogue_schema, load_default_rules, parse_fraud_rules

Evaluate = Callable[[], object]

NAMES: Final = ("card_count_5m", "amount_minor", "currency")
VALUES: Final = (7, 90_000, "EUR")
FACTS: Final[dict[str, object]] = dict(zip(NAMES, VALUES, strict=True))
PYTHON_RULE: Final = 'card_count_5m >= 4 and amount_minor >= 50000 and currency == "EUR"'
CEL_RULE: Final = PYTHON_RULE.replace(" and ", " && ")
PAYMENTS: Final = 1_000
REPEATS: Final = 7


def revstream() -> Evaluate:
    """Compile the rule as the job does."""
    kinds = (ValueType.INT, ValueType.INT, ValueType.TEXT)
    schema = {name: NameType(kind, nullable=True) for name, kind in zip(NAMES, kinds, strict=True)}
    rule = f"{{id: r, version: 1, expression: '{PYTHON_RULE}', action: flag, reason: r}}"
    hits = parse_fraud_rules(f"version: 1\nrules: [{rule}]", "bench", schema).compile(NAMES).hits
    return lambda: hits(VALUES)


def python_function() -> Evaluate:
    """Write the rule by hand over the same values: the floor for any engine in Python."""

    def rule(values: tuple[int, int, str]) -> bool:
        return values[0] >= 4 and values[1] >= 50_000 and values[2] == "EUR"  # noqa: PLR2004

    return lambda: rule(VALUES)


def python_code() -> Evaluate:
    """Evaluate a compiled code object over a dictionary, without any safety."""
    code = compile(PYTHON_RULE, "<bench>", "eval")
    return lambda: eval(code, {}, FACTS)  # noqa: S307


def simpleeval() -> Evaluate:
    """Evaluate a syntax tree that simpleeval parsed before."""
    evaluator = import_module("simpleeval").SimpleEval(names=FACTS)
    parsed = evaluator.parse(PYTHON_RULE)
    return lambda: evaluator.eval(PYTHON_RULE, previously_parsed=parsed)


def rule_engine() -> Evaluate:
    """Match with a rule-engine rule made before."""
    rule = import_module("rule_engine").Rule(PYTHON_RULE)
    return lambda: rule.matches(FACTS)


def cel_python() -> Evaluate:
    """Evaluate a cel-python program made before, over values converted before."""
    celpy = import_module("celpy")
    environment = celpy.Environment()
    program = environment.program(environment.compile(CEL_RULE))
    facts = {name: celpy.json_to_cel(value) for name, value in FACTS.items()}
    return lambda: program.evaluate(facts)


def common_expression_language() -> Evaluate:
    """Execute a program of the CEL library in Rust, made before."""
    program = import_module("cel").compile(CEL_RULE)
    return lambda: program.execute(FACTS)


CANDIDATES: Final[tuple[tuple[str, str | None, Callable[[], Evaluate]], ...]] = (
    ("revstream rules", None, revstream),
    ("hand-written Python function", None, python_function),
    ("compiled Python code, eval", None, python_code),
    ("simpleeval", "simpleeval", simpleeval),
    ("rule-engine", "rule-engine", rule_engine),
    ("common-expression-language", "common-expression-language", common_expression_language),
    ("cel-python", "cel-python", cel_python),
)
"""Label, distribution (None: nothing to install) and maker of each candidate."""


def nanoseconds(evaluate: Evaluate) -> float:
    """Nanoseconds of processor time per call: the best of several rounds, as noise only adds."""
    timer = timeit.Timer(evaluate, timer=process_time)
    number, _ = timer.autorange()
    return min(timer.repeat(REPEATS, number)) / number * 1e9


def one_rule() -> dict[str, float | None]:
    """Nanoseconds per evaluation by candidate, None where it is not installed."""
    result: dict[str, float | None] = {}
    for label, distribution, make in CANDIDATES:
        try:
            evaluate = make()
        except ModuleNotFoundError:
            result[label] = None
            continue
        if not evaluate():
            raise ValueError(f"{label} does not match where the rule does")
        named = label if distribution is None else f"{label} {version(distribution)}"
        result[named] = nanoseconds(evaluate)
    return result


def payments() -> Sequence[tuple[object, ...]]:
    """Random values of every name, seeded, in the order that the job gives them."""
    rng = random.Random(7)
    draw: dict[ValueType, Callable[[], object]] = {
        ValueType.INT: lambda: rng.randint(1, 5_000),
        ValueType.FLOAT: lambda: rng.uniform(0, 5_000),
        ValueType.BOOL: lambda: rng.random() < 0.5,  # noqa: PLR2004
        ValueType.TEXT: lambda: rng.choice(("EUR", "USD", "pos", "JP")),
    }
    schema = catalogue_schema()
    return [tuple(draw[schema[name].kind]() for name in RULE_NAMES) for _ in range(PAYMENTS)]


def default_rules() -> tuple[int, float]:
    """Count of the default rules, and microseconds that all of them take for one payment."""
    rules = load_default_rules(catalogue_schema())
    hits = rules.compile(RULE_NAMES).hits
    values = payments()

    def all_payments() -> None:
        for payment in values:
            hits(payment)

    return len(rules.rules), nanoseconds(all_payments) / PAYMENTS / 1e3


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    as_json = parser.parse_args().json
    costs = one_rule()
    count, microseconds = default_rules()
    if as_json:
        result = {
            "rule": PYTHON_RULE,
            "python": platform.python_version(),
            "one_rule_ns": costs,
            "default_rules": count,
            "default_rules_us": microseconds,
        }
        print(json.dumps(result, indent=2))
        return
    print(f"{PYTHON_RULE}\n")
    for label, cost in costs.items():
        print(f"{label:<36}{'not installed' if cost is None else f'{cost:>12,.0f} ns'}")
    print(f"\n{count} default rules: {microseconds:.2f} us a payment")


if __name__ == "__main__":
    main()
