"""Settings that are out of their range: all of them are named at once."""

from collections.abc import Iterable

Expectation = tuple[str, bool, str]
"""The name of a field, whether it is as expected, and what is expected."""


def require(settings: object, expectations: Iterable[Expectation]) -> None:
    """Checks the fields of `settings`.

    Raises:
        ValueError: naming every field that is not as expected, its value and what is.
    """
    faults = [
        f"{name}: {getattr(settings, name)!r}, expected {expected}"
        for name, holds, expected in expectations
        if not holds
    ]
    if faults:
        raise ValueError("; ".join(faults))
