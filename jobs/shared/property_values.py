"""Parsers of the value of a property: each raises `ValueError` with what it expects."""

import re
from collections.abc import Callable
from typing import Any, Final

from online_store.address import store_address

Parser = Callable[[str], Any]

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_INTEGER: Final = re.compile(r"-?[0-9]{1,18}")
_UNWRITABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST_SHOWN: Final = 60


def text(value: str) -> str:
    """A text that is not empty, and can be written into a log or a configuration as one line."""
    if not value.strip():
        raise ValueError("a text is expected, got an empty one")
    if _UNWRITABLE.search(value) is not None:
        raise ValueError(
            f"{_shown(value)}: a text without line ends and other control characters is expected"
        )
    return value


def store_url(value: str) -> str:
    """The URL of a feature store, or `none`."""
    if value != "none":
        store_address(value)
    return value


def resource_name(value: str) -> str:
    """A name as AWS resources have it: it becomes part of a signed host or an ARN."""
    if _NAME.fullmatch(value) is None:
        raise ValueError(
            f"{value!r}: a name of letters, digits and hyphens is expected, first a letter"
        )
    return value


def one_of(*choices: str) -> Parser:
    """A parser for one of `choices`, in any letter case."""

    def parse(value: str) -> str:
        for choice in choices:
            if choice.lower() == value.lower():
                return choice
        raise ValueError(f"{value!r}: one of {', '.join(choices)} is expected")

    return parse


def integer(least: int, most: int) -> Parser:
    """A parser for an integer of `least` to `most`."""

    def parse(value: str) -> int:
        number = int(value) if _INTEGER.fullmatch(value) else least - 1
        if not least <= number <= most:
            raise ValueError(f"{_shown(value)}: an integer of {least} to {most} is expected")
        return number

    return parse


def _shown(value: str) -> str:
    return repr(value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}...")
