"""All that is wrong with what a program made: by the schemas and by the guarantees."""

from tests.infra.cloudformation import lint_faults
from tests.infra.guarantees import broken
from tests.infra.mocks import Program


def faults(program: Program) -> list[str]:
    """One line a fault; empty for a program that may be brought up."""
    return [*lint_faults(program), *broken(program)]
