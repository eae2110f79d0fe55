"""The interpreter of one case."""

from tests.definitions.cases import Case
from tests.definitions.random_streams import OUT_OF_ORDERNESS_MS
from tests.oracles.definitions.interpreter import Interpreter
from tests.oracles.definitions.money import Rates


def interpreter_of(case: Case) -> Interpreter:
    """The interpreter of the case's file, with nothing seen."""
    rates = Rates(case.definitions.money, (case.rates or "").splitlines())
    return Interpreter(case.definitions, case.limits, OUT_OF_ORDERNESS_MS, rates)
