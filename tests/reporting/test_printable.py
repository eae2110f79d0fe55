"""Text of others is shown, never obeyed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("m-1\nblocked", r"m-1\nblocked"),
        ("m\x9b31m", r"m\x9b31m"),
        ("a\u202eb", r"a\u202eb"),
        ("\ufeffM", r"\ufeffM"),
        ("\ud83d", r"\ud83d"),
    ],
)
def test_a_character_that_a_terminal_obeys_or_hides_is_shown_as_its_escape(
    text: str, shown: str
) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize("text", ["m-17", "Café Ü 商店", "[bold]x[/]", ""])
def test_what_is_seen_as_it_is_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


@given(st.text(alphabet=st.characters(codec=None)))
def test_what_is_printable_can_be_encoded_and_is_one_line(text: str) -> None:
    shown = printable(text)
    assert shown.encode() is not None
    assert len(shown.splitlines()) <= 1
