"""Limits that a file states of a feature whose own cannot be told, or not as narrowly."""

from dataclasses import replace
from math import isinf

from features.shared.definitions.aggregate_results import Result
from features.shared.language.fields import FieldReader, Fields


def stated_limits(fields: Fields, result: Result, what: str, reader: FieldReader) -> Result:
    """The result with the limits of ``least`` and ``most`` where the entry has them."""
    given = [key for key in ("least", "most") if key in fields]
    if given and result.kind not in {"int", "float"}:
        message = f"'{given[0]}' is of a number, this feature is {result.kind}"
        reader.refuse(fields[given[0]], f"{what}: {message}")
        return result
    least, most = (reader.number(fields, key, what) for key in ("least", "most"))
    least = result.least if least is None else least
    most = result.most if most is None else most
    if least is not None and most is not None and least > most:
        message = f"'least' is {least:g} and 'most' is {most:g}, which no number can be"
        reader.refuse(fields[given[0]] if given else fields["value"], f"{what}: {message}")
    return replace(result, least=_known(least), most=_known(most))


def _known(end: float | None) -> float | None:
    """The limit in one way of writing, None for an infinite one."""
    if end is None or isinf(end):
        return None
    return int(end) if end == int(end) else end
