"""What every stack guarantees and no schema knows, checked over all resources of a program.

made = run(program)            # tests.infra.mocks
assert broken(made) == []      # one line a fault: guarantee: resource: what is wrong

Each guarantee is a function in `GUARANTEES` by its name. An exception to one stands in a table
beside it, by name and with the reason; there is no other way around one.
"""

from collections.abc import Callable, Iterator
from typing import Final

from tests.infra.guarantees.configuration import custom_values, kept, stream_modes, tagged
from tests.infra.guarantees.encryption import encrypted, tls_only, without_passwords
from tests.infra.guarantees.exposure import private
from tests.infra.guarantees.permissions import least_actions, least_resources
from tests.infra.mocks import Program

GUARANTEES: Final[dict[str, Callable[[Program], Iterator[str]]]] = {
    "encrypted": encrypted,
    "private": private,
    "tls-only": tls_only,
    "least-actions": least_actions,
    "least-resources": least_resources,
    "kept": kept,
    "stream-modes": stream_modes,
    "custom-values": custom_values,
    "tagged": tagged,
    "without-passwords": without_passwords,
}


def broken(program: Program) -> list[str]:
    """One line for each guarantee that a resource of `program` breaks; empty if none does."""
    return [
        f"{name}: {fault}" for name, guarantee in GUARANTEES.items() for fault in guarantee(program)
    ]
