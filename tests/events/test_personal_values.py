"""What is personal in a record is masked before its bytes leave the job, whatever the record is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.shared.personal_values import without_personal

NAMES = frozenset({"email", "born"})
MASK = b'"\xff\xff\xff\xff"'


@pytest.mark.parametrize(
    ("record", "masked"),
    [
        (b'{"email":"a@b.c","n":1}', b'{"email":%s,"n":1}' % MASK),
        (b'{"n":"email", "email" : "a\\"b" }', b'{"n":"email", "email" : %s }' % MASK),
        (b'{"born":-5,"email":true}', b'{"born":%s,"email":%s}' % (MASK, MASK)),
        (b'[{"x":{"born":[1,{"a":"]"}]}}]', b'[{"x":{"born":%s}}]' % MASK),
        (b'{"\\u0065mail":"a","email":"b"}', b'{"\\u0065mail":%s,"email":%s}' % (MASK, MASK)),
        (b'{"email":null,"n":"x\\"email\\":1"}', b'{"email":null,"n":"x\\"email\\":1"}'),
        (b'{"email":"","born":{}}', b'{"email":%s,"born":%s}' % (MASK, MASK)),
    ],
)
def test_the_value_of_a_personal_field_is_masked_wherever_it_stands(
    record: bytes, masked: bytes
) -> None:
    assert without_personal(record, NAMES) == masked


@pytest.mark.parametrize(
    "record", [b'{"email":"a@b.c', b"email;a@b.c", b'{"email":"\xe4"}', b"", b"[" * 5000]
)
def test_what_is_no_json_is_masked_as_a_whole(record: bytes) -> None:
    assert without_personal(record, NAMES) == b"\xff" * len(record)


PAYMENT = {"n": 1, "email": "a@b.c"}
TEXT = json.dumps(PAYMENT)


@pytest.mark.parametrize(
    "record", [TEXT, json.dumps(TEXT), [TEXT], [PAYMENT, "a@b.c"], "1;a@b.c", ["1", "a@b.c"], 17]
)
def test_what_no_names_of_fields_lead_into_is_masked_as_a_whole(record: object) -> None:
    raw = json.dumps(record).encode()
    assert without_personal(raw, NAMES) == b"\xff" * len(raw)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f" \n\ufeff{TEXT}",
        json.dumps([PAYMENT]),
        json.dumps({"payment": TEXT}),
        json.dumps(TEXT),
        TEXT + TEXT,
        TEXT[:-1],
        '{"\\u0065mail": "a@b.c"}',
        '{"email": "a@b.c", "email": null}',
        json.dumps(json.dumps("a@b.c")),
        json.dumps({TEXT: 1}),
    ],
)
def test_a_text_with_json_in_it_that_holds_a_personal_value_is_masked(text: str) -> None:
    for record in ({"payment": text}, {"x": [{"y": [text]}]}, {text: 1}):
        raw = json.dumps(record).encode()
        found = without_personal(raw, NAMES)
        assert b"a@b.c" not in found
        assert found == raw.replace(json.dumps(text).encode(), MASK)


@pytest.mark.parametrize("text", ["", "email", "n [1]", '{"n": "a"}', '[{"email": null}]', "[]"])
def test_a_text_without_a_personal_value_stays_as_it_is(text: str) -> None:
    raw = json.dumps({"n": text}).encode()
    assert without_personal(raw, NAMES) == raw


def test_texts_are_looked_into_a_few_deep_and_masked_further_in() -> None:
    text = json.dumps({"n": 1})
    for _ in range(3):
        text = json.dumps({"n": text})
    raw = text.encode()
    assert without_personal(raw, NAMES) == raw
    assert without_personal(raw, NAMES, deepest=2) == b'{"n": %s}' % MASK


def test_a_record_stays_as_it_is_where_nothing_is_personal() -> None:
    assert without_personal(b"email;a@b.c", frozenset()) == b"email;a@b.c"


TEXTS = st.text(max_size=8) | st.sampled_from(['{"email":1}', '["', '["{\\"born\\":0}"]'])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["email", "born", "n", 'a"', "\\"]), inner, max_size=4)
    ),
    max_leaves=12,
)


OBJECTS = st.dictionaries(st.sampled_from(["email", "x"]), JSON, max_size=2)
RECORDS = OBJECTS | st.lists(OBJECTS, max_size=2)


def without(value: object) -> object:
    """The value with the mask in the place of personal values."""
    if isinstance(value, str):
        return "MASK" if value.strip().startswith(("{", "[", '"')) else value
    if isinstance(value, list):
        return [without(one) for one in value]
    if isinstance(value, dict):
        return {
            name: "MASK" if name in NAMES and one is not None else without(one)
            for name, one in value.items()
        }
    return value


@given(RECORDS, st.booleans(), st.sampled_from([None, 1]))
def test_only_personal_values_are_masked(value: object, ascii_: bool, indent: int | None) -> None:  # noqa: FBT001
    record = json.dumps(value, ensure_ascii=ascii_, indent=indent).encode("utf-8", "replace")
    found = without_personal(record, NAMES).replace(MASK, b'"MASK"')
    assert json.loads(found) == without(json.loads(record))
