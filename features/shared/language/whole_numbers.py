"""The whole numbers that a feature can be: 64 bits with a sign, beyond them it is missing.

Within one expression a whole number is exact whatever its size, which the size of the expression
limits. A feature that reads others would otherwise multiply their lengths, file after file.
"""

from typing import Final

from features.shared.language.possible_values import Range

LEAST_WHOLE: Final = -(2**63)
MOST_WHOLE: Final = 2**63 - 1
WHOLE: Final = Range(LEAST_WHOLE, MOST_WHOLE)


def whole(number: int | None) -> int | None:
    """The number, None beyond 64 bits.

    >>> whole(2**63 - 1), whole(2**63)
    (9223372036854775807, None)
    """
    return number if number is not None and LEAST_WHOLE <= number <= MOST_WHOLE else None


def whole_code(name: str, *, never_negative: bool = False) -> str:
    """Code of the same for a variable that is a number.

    >>> whole_code("v0")
    '(v0 if -9223372036854775808 <= v0 <= 9223372036854775807 else None)'
    >>> whole_code("v0", never_negative=True)
    '(v0 if v0 <= 9223372036854775807 else None)'
    """
    above = "" if never_negative else f"{LEAST_WHOLE} <= "
    return f"({name} if {above}{name} <= {MOST_WHOLE} else None)"
