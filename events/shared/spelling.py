"""The known word that somebody meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` for the most similar known word, or nothing.

    >>> nearest("sorce.uri", ["source.uri", "sink.uri"])
    "; did you mean 'source.uri'?"
    """
    matches = get_close_matches(word, list(known), n=1)
    return f"; did you mean '{matches[0]}'?" if matches else ""
