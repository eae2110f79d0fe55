"""How a file is written, as people say it: each text checked, with what was expected of it."""

import codecs
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

_SEPARATORS: Final = {"none": "", "space": " "}
_SAMPLE: Final = datetime(2025, 10, 21, 13, 45, 59, tzinfo=UTC)


def zone(name: str) -> ZoneInfo:
    """A name of the IANA time zone database.

    Raises:
        ValueError: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(
            f"{name!r}: a name of the IANA time zone database such as Europe/Berlin is expected"
        ) from None


def character(text: str) -> str:
    r"""One ASCII character; a tab can be written as ``\t``.

    Raises:
        ValueError: it is not.
    """
    single = text.replace("\\t", "\t")
    if len(single) != 1 or not single.isascii() or single in '"\r\n':
        raise ValueError(f"{text!r}: one character is expected, \\t for a tab")
    return single


def encoding(name: str) -> str:
    """The name of a codec of text, in the way Python writes it.

    >>> encoding("UTF8")
    'utf-8'

    Raises:
        ValueError: there is no such codec.
    """
    try:
        codec = codecs.lookup(name)
        "a".encode(codec.name)
    except (LookupError, ValueError):
        expected = "an encoding such as utf-8, utf-16, latin-1 or cp1252 is expected"
        raise ValueError(f"{name!r}: {expected}") from None
    return "utf-8" if codec.name == "utf-8-sig" else codec.name


def decimal_separator(text: str) -> str:
    """A point or a comma.

    Raises:
        ValueError: it is another text.
    """
    if text not in (".", ","):
        raise ValueError(f"{text!r}: a point or a comma is expected")
    return text


def thousands_separator(text: str) -> str:
    """A point, a comma, an apostrophe, a space (or ``space``), or ``none``.

    Raises:
        ValueError: it is another text.
    """
    separator = _SEPARATORS.get(text, text)
    if separator not in ("", ".", ",", "'", " "):
        raise ValueError(f"{text!r}: one of . , ' space none is expected")
    return separator


def time_form(text: str) -> str:
    """A form of `datetime.strptime` that holds a day, month and year.

    Raises:
        ValueError: it is none, or a time in it does not come back.
    """
    expected = "a form such as %d.%m.%Y %H:%M:%S is expected, with day, month and year"
    try:
        back = datetime.strptime(_SAMPLE.strftime(text), text)  # noqa: DTZ007 - only its date counts
    except ValueError:
        raise ValueError(f"{text!r}: {expected}") from None
    if back.date() != _SAMPLE.date():
        raise ValueError(f"{text!r}: {expected}")
    return text
