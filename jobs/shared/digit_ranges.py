"""A range of whole numbers as a regular expression over how JSON writes them."""


def range_pattern(least: int, most: int) -> str:
    """The regular expression of the numbers from `least` to `most`, for Python and Java.

    >>> range_pattern(0, 255)
    '(?:[0-9]|[1-9][0-9]|(?:1[0-9]{2}|2(?:[0-4][0-9]|5[0-5])))'
    """
    positive = _of_lengths(max(least, 0), most)
    negative = [f"-{one}" for one in _of_lengths(max(-most, 1), -least)]
    return f"(?:{'|'.join([*positive, *negative])})"


def _of_lengths(least: int, most: int) -> list[str]:
    """Alternatives for 0 <= `least` to `most`, by the number of digits; none for an empty range."""
    lengths = range(len(str(least)), len(str(most)) + 1) if least <= most else ()
    return [
        _of_one_length(
            str(max(least, 10 ** (length - 1) if length > 1 else 0)),
            str(min(most, 10**length - 1)),
        )
        for length in lengths
    ]


def _of_one_length(least: str, most: str) -> str:
    """The numbers between two with as many digits."""
    if not least:
        return ""
    rest = len(least) - 1
    if least[1:] == "0" * rest and most[1:] == "9" * rest:
        return _digit(least[0], most[0]) + _digits(rest)
    if least[0] == most[0]:
        return least[0] + _of_one_length(least[1:], most[1:])
    lowest, highest = least[0], most[0]
    parts = []
    if least[1:] != "0" * rest:
        parts.append(lowest + _of_one_length(least[1:], "9" * rest))
        lowest = chr(ord(lowest) + 1)
    last = []
    if most[1:] != "9" * rest:
        last.append(highest + _of_one_length("0" * rest, most[1:]))
        highest = chr(ord(highest) - 1)
    if lowest <= highest:
        parts.append(_digit(lowest, highest) + _digits(rest))
    alternatives = parts + last
    return alternatives[0] if len(alternatives) == 1 else f"(?:{'|'.join(alternatives)})"


def _digit(lowest: str, highest: str) -> str:
    return lowest if lowest == highest else f"[{lowest}-{highest}]"


def _digits(count: int) -> str:
    return "[0-9]" if count == 1 else f"[0-9]{{{count}}}" if count else ""
