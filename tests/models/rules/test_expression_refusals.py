"""What is no expression of the language, or of the wrong types, is refused when it is loaded."""

import pytest

from features.shared.language.expression import parse_expression
from features.shared.language.faults import ExpressionError
from features.shared.language.syntax import MAX_CHARACTERS, MAX_DEPTH
from features.shared.language.value_types import NameType, ValueType
from tests.models.rules.conditions import SCHEMA

INJECTIONS = (
    "__import__('os').system('true')",
    "__import__('os')",
    "eval('1')",
    "open('/etc/passwd')",
    "().__class__",
    "''.__class__.__mro__",
    "count.__class__",
    "count.real > 1",
    "channel.startswith('p')",
    "channel[0] == 'p'",
    "(lambda: True)()",
    "[x for x in (1, 2)] == count",
    "{1: 2} == count",
    "{x for x in (1, 2)}",
    "any(x for x in (1, 2))",
    "f'{count}' == channel",
    "(count := 5) > 1",
    "min(*(1, 2)) > count",
    "round(number=mean) > 1",
    "abs(count, x=1) > 1",
    "abs(count, **{}) > 1",
    "abs(*(count,)) > 1",
    "count ** 9 ** 9 > 1",
    "count << 1000 > 1",
    "~count > 1",
    "+count > 1",
    "count @ 2 > 1",
    "count | 1 > 1",
    "night if weekend else night",
    "night; weekend",
    "count > 1 # and night",
    "count = 5",
    "await night",
    "yield night",
    "count is 5",
    "count > ...",
    "channel == b'pos'",
    "count > 1j",
    "count > None",
    "count in range(9)",
    "channel in 'pos'",
    "count in (1, count)",
    "count in ()",
    "'\\d' == channel",
    "\uff43ount > 1",
    "\uff4din(count, 2) > 1",
    "count > 1\x00",
    "min > 1",
    "True",
    "1 < 2",
    "",
    "   ",
    "(" * 49 + "night" + ")" * 49,
    "not " * 300 + "night",
    "-" * 1990 + "count > 1",
    "abs(" * 100 + "count" + ")" * 100 + " > 1",
    "night and " * 250 + "night",
    f"count in ({'-1,' * 199}) or count in (1, 2)",
    "count > 1" + "0" * 20,
    "count > " + "9" * 1990,
    "mean > 1e999",
    f"channel == '{'x' * 201}'",
    f"count in ({'1, ' * 201})",
    "min(count) > 1",
    "min(" + "count, " * 9 + ") > 1",
)


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_is_outside_the_language_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse_expression(text, SCHEMA)


WRONG = {
    "curency == 'EUR'": "column 1: unknown name 'curency'; did you mean 'currency'?",
    "night and cuont > 1": "column 11: unknown name 'cuont'; did you mean 'count'?",
    "night == true": "column 10: unknown name 'true'; did you mean 'True'?",
    "zzzzzz > 1": "column 1: unknown name 'zzzzzz'",
    "mix(count, 2) > 1": "column 1: unknown function 'mix'; did you mean 'min'?",
    "currency > 5": "'>' compares values of one type, found text `currency` and whole number `5`",
    "currency < 'EUR'": "'<' compares numbers, found text `currency` and text `'EUR'`",
    "night > weekend": "'>' compares numbers, found true/false `night`",
    "night == 1": "'==' compares values of one type, found true/false `night`",
    "1 < count < channel": "column 5: '<' compares values of one type, found whole number `count`",
    "night + 1 > 2": "'+' takes two numbers, found true/false `night` and whole number `1`",
    "currency * 2 == 'x'": "'*' takes two numbers, found text `currency`",
    "-night == night": "'-' takes a number, found true/false `night`",
    "count + 1": "expected true/false, found whole number `count + 1`",
    "not mean": "column 5: expected true/false, found number `mean`",
    "night or channel": "column 10: expected true/false, found text `channel`",
    "currency in (1, 2)": "'in' looks for text `currency` among values of its type, found whole",
    "count not in ('a',)": "'in' looks for whole number `count` among values of its type",
    "night in (0, 1)": "'in' looks for true/false `night` among values of its type",
    "1 < count in (1, 2)": "'in' within a chain",
    "starts_with(count, 'a')": "starts_with(text, prefix text) expected, found whole number",
    "abs(channel) > 1": "abs(number) expected, found text `channel`",
    "round(mean, 2) > 1": "round(number) expected, found 2 arguments",
    "coalesce(count, 'a') == 1": "coalesce(value, default of its type) expected, found whole",
    "is_missing(hour)": "column 1: `hour` is never missing",
    "coalesce(hour, 0) > 1": "column 1: `hour` is never missing",
    "is_missing(count > 1)": "`count > 1` is never missing",
    "count / 0 > 1": "column 1: a division by 0 is always missing",
    "channel == 'Å' and cuont > 1": "column 20: unknown name 'cuont'",
    "channel in ('pos')": "column 13: 'in' takes a list, `'pos'` is one value, which round",
    "count in 5": "column 10: 'in' takes a list, `5` is one value",
    "count = 5": "column 7: '=' is no comparison, write '=='",
    "(count=5) and night": "column 7: '=' is no comparison, write '=='",
    "count => 5": "not an expression: invalid syntax",
    "abs(count=5) > 1": "column 1: arguments are given by position, not by name",
    "channel = 'a": "column 11: not an expression: unterminated string literal",
    "count >": "column 8: not an expression: invalid syntax",
    "count > > 1": "column 9: not an expression",
    "count == None": "None is not a value of the rule language: use is_missing()",
    "count.real > 1": "column 1: attribute access (.) is not part of the rule language",
    "1 == 1": "column 1: the expression reads no name, so it would treat every payment alike",
    "x" * (MAX_CHARACTERS + 1): f"at most {MAX_CHARACTERS} are allowed",
    "not " * MAX_DEPTH + "night": f"nested too deeply, at most {MAX_DEPTH} levels are allowed",
}


@pytest.mark.parametrize(("text", "message"), WRONG.items(), ids=[text[:40] for text in WRONG])
def test_a_refusal_says_where_what_was_found_and_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text, SCHEMA)
    assert message in str(caught.value)


def test_all_faults_of_an_expression_are_reported_at_once_in_their_order() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression("cuont > 1 and foo(2) or min(night, 3) > 1 or 1 < channel < 'a'", SCHEMA)
    assert [fault.column for fault in caught.value.faults] == [1, 15, 25, 46, 50]


def test_what_follows_a_single_equals_sign_is_checked_at_its_own_place() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression("channel = 'a' and cuont > 1 and count = 'b' and nigth", SCHEMA)
    assert [fault.column for fault in caught.value.faults] == [9, 19, 33, 39, 49]


def test_both_sides_of_in_are_checked() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression("cuont in (1, amount)", SCHEMA)
    assert [fault.column for fault in caught.value.faults] == [1, 14]


def test_a_name_beyond_ascii_is_refused_even_where_the_schema_has_it() -> None:
    with pytest.raises(ExpressionError, match="plain ASCII"):
        parse_expression("größe > 1", {"größe": NameType(ValueType.INT, nullable=True)})
