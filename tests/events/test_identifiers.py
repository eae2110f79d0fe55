"""One written rule says what an id may be, and why a text is none."""

from unicodedata import bidirectional, category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.shared.identifiers import IDENTIFIER_PATTERN, MAX_IDENTIFIER_LENGTH, identifier_fault

_NO_IDS = {
    "": "blank",
    "   ": "blank",
    "\n": "blank",
    "\u200b": "a space at its start or end",
    " m": "a space at its start or end",
    "m\u3000": "a space at its start or end",
    "m\n": "a line end",
    "m\u2028n": "a line end",
    "m\x85n": "a line end",
    "m\x00": "a control character",
    "m\x1b[31m": "a control character",
    "m\x9fn": "a control character",
    "m\u202en": "a change of text direction",
    "m\u2066n": "a change of text direction",
    "\ufeffm": "a byte-order mark",
    "m\ufeffn": "a byte-order mark",
    "m\ufffd": "a replacement character",
    "\ufffem": "a noncharacter",
    "m\ufdd0n": "a noncharacter",
    "\u2061m": "a space at its start or end",
    "m\u206a": "a space at its start or end",
    chr(0xD83D): "half a surrogate pair",
    f"m{chr(0xDC00)}": "half a surrogate pair",
    "m" * (MAX_IDENTIFIER_LENGTH + 1): "129 characters, at most 128 expected",
}


@pytest.mark.parametrize(("text", "fault"), _NO_IDS.items())
def test_what_is_no_id_is_named_by_its_kind(text: str, fault: str) -> None:
    assert identifier_fault(text) == fault


@pytest.mark.parametrize(
    "text",
    ["m", "m-17", "Zoë 7", "\U0001f600", "a b", "a\u200db", "\u0600m", "m\U000e007f", "m" * 128],
)
def test_visible_text_without_outer_spaces_is_an_id(text: str) -> None:
    assert identifier_fault(text) is None


_SHOWN = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
"""Format characters that are seen: signs around Arabic and Syriac numbers."""


def _may_not_be_outer(each: str) -> bool:
    return category(each) in {"Zs", "Cf"} and each not in _SHOWN and each <= "\uffff"


def _is_an_id(text: str) -> bool:
    """The written rule, character by character."""
    allowed = all(
        category(each) not in {"Cc", "Cs", "Zl", "Zp"}
        and each not in "\ufeff\ufffd\ufffe\uffff"
        and not "\ufdd0" <= each <= "\ufdef"
        and bidirectional(each)
        not in {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
        and each not in "\u061c\u200e\u200f"
        for each in text
    )
    outer = any(map(_may_not_be_outer, text[:1] + text[-1:]))
    return allowed and not outer and 1 <= len(text) <= MAX_IDENTIFIER_LENGTH


@given(
    st.text(max_size=6) | st.text(alphabet="\ud83d\n\r\x85 \ufeffm\u200b\u202e\u2067", max_size=6)
)
def test_a_text_has_a_fault_just_where_the_written_rule_says_so(text: str) -> None:
    assert (identifier_fault(text) is None) == _is_an_id(text)


def test_pattern_and_written_rule_agree_on_every_character_of_the_basic_plane() -> None:
    texts = [text for code in range(0x10000) for text in (f"m{chr(code)}", f"m{chr(code)}m")]
    assert [text for text in texts if (identifier_fault(text) is None) != _is_an_id(text)] == []


def test_the_pattern_needs_no_feature_that_only_python_has() -> None:
    assert "\\Z" not in IDENTIFIER_PATTERN
    assert "(?P" not in IDENTIFIER_PATTERN
