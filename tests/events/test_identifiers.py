"""One written rule says what an id may be, and why a text is none."""

from unicodedata import bidirectional, category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.identifiers import IDENTIFIER_PATTERN, MAX_IDENTIFIER_LENGTH, identifier_fault

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
    "\ud83d": "half a surrogate pair",
    "m\udc00": "half a surrogate pair",
    "m" * (MAX_IDENTIFIER_LENGTH + 1): "129 characters, at most 128 expected",
}


@pytest.mark.parametrize(("text", "fault"), _NO_IDS.items())
def test_what_is_no_id_is_named_by_its_kind(text: str, fault: str) -> None:
    assert identifier_fault(text) == fault


@pytest.mark.parametrize("text", ["m", "m-17", "Zoë 7", "\U0001f600", "a b", "m" * 128])
def test_visible_text_without_outer_spaces_is_an_id(text: str) -> None:
    assert identifier_fault(text) is None


def _is_an_id(text: str) -> bool:
    """The written rule, character by character."""
    allowed = all(
        category(each) not in {"Cc", "Cs", "Zl", "Zp"}
        and each != "\ufeff"
        and bidirectional(each)
        not in {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
        and each not in "\u061c\u200e\u200f"
        for each in text
    )
    outer = {"Zs", "Cf"} & {category(text[0]), category(text[-1])} if text else set()
    return allowed and not outer and 1 <= len(text) <= MAX_IDENTIFIER_LENGTH


@given(
    st.text(max_size=6) | st.text(alphabet="\ud83d\n\r\x85 \ufeffm\u200b\u202e\u2067", max_size=6)
)
def test_a_text_has_a_fault_just_where_the_written_rule_says_so(text: str) -> None:
    assert (identifier_fault(text) is None) == _is_an_id(text)


def test_the_pattern_needs_no_feature_that_only_python_has() -> None:
    assert "\\Z" not in IDENTIFIER_PATTERN
    assert "(?P" not in IDENTIFIER_PATTERN
