"""Every fault of a definition file is told with its line and what was expected."""

import pytest

from tests.features.definitions.files import SOUND, faults, with_feature

REPLACED = {
    ("version: 1", "version: 2"): (
        1,
        "definition file: 'version' must be a whole number from 1 to 1, found 2",
    ),
    ("version: 1", "vresion: 1"): (
        1,
        "definition file: unknown key 'vresion'; did you mean 'version'?",
    ),
    ("type: text, longest: 4", "longest: 4"): (3, "field 'mcc': key 'type' is missing"),
    ("type: text, longest: 4", "type: string"): (
        3,
        (
            "field 'mcc': 'type' must be one of text, integer, decimal, boolean, country, time,"
            " found 'string'"
        ),
    ),
    ("longest: 4", "longest: 0"): (
        3,
        "field 'mcc': 'longest' must be a whole number from 1 to 1000, found 0",
    ),
    ("longest: 4", "digits: 4"): (3, "field 'mcc': 'digits' is of decimal, this one is text"),
    ("digits: 2, ", ""): (
        4,
        "field 'fee': a decimal says its 'digits' after the point, 1 to 9",
    ),
    ("least: 0, most: 150", "least: 9, most: 1"): (
        6,
        "field 'age': 'most' is 1, below the 'least' of 9",
    ),
    ("text, personal: true", "text, personal: yes"): (
        5,
        "field 'email': 'personal' must be true or false, found yes",
    ),
    ("text, personal: true", "text, personal: true, carried: true"): (
        5,
        "field 'email': a personal field never leaves the job, so no decision carries it",
    ),
    ("mcc:", "amount_minor:"): (
        3,
        "fields: the name 'amount_minor' is a field that every file has",
    ),
    ("mcc:", "trace_id:"): (3, "fields: the name 'trace_id' is reserved"),
    ("mcc:", "min:"): (3, "fields: 'min' is a word of the language, which is no name"),
    ("mcc:", "Mcc:"): (
        3,
        "fields: the name must be lower-case letters, digits, _, found 'Mcc'",
    ),
    ("mcc:", "7:"): (3, "fields: expected a name, found '7'"),
    ("fee:", "mcc:"): (4, "fields: 'mcc' is given twice"),
    ("card: card_id", "card: cart_id"): (
        8,
        "entity 'card': unknown field 'cart_id'; did you mean 'card_id'?",
    ),
    ("device: device_id", "device: email"): (
        10,
        "entity 'device': 'email' is personal, which no key is: the store and logs would carry it",
    ),
    ("% 24", "* event_time_ms * event_time_ms"): (
        16,
        "feature 'hour_of_day': the value is always beyond 64 bits, so it is always missing",
    ),
    ("device: device_id", "device: fee"): (
        10,
        "entity 'device': a key is of text, country, integer, 'fee' is decimal",
    ),
    ("device: device_id", "device: transaction_id"): (
        10,
        "entity 'device': no two payments share 'transaction_id', it has no history",
    ),
    ("device: device_id", "payment: device_id"): (
        10,
        "entities: the name 'payment' is the scope of what needs no history",
    ),
    ("device: device_id", "other: card_id"): (
        10,
        "entity 'other': 'card' is already kept by card_id",
    ),
    ("device: device_id", "device: [device_id, ip, mcc]"): (
        10,
        "entity 'device': expected one field or two, found 3",
    ),
    ("[card_id, merchant_id]", "[ip, mcc]"): (
        11,
        ("entity 'pair': neither ip nor mcc is an entity of its own; add one, such as `ip: ip`"),
    ),
    ("[card_id, merchant_id]", "[card_id, card_id]"): (
        11,
        "entity 'pair': a pair is of two fields, found one twice",
    ),
    ("card: card_id", "card: ip"): (
        8,
        (
            "entity 'card': the first entity is of card_id, by whose key duplicates are found;"
            " begin with `card: card_id`"
        ),
    ),
    ("card: card_id\n  merchant: merchant_id", "merchant: merchant_id\n  card: card_id"): (
        8,
        (
            "entity 'merchant': the first entity is of card_id, by whose key duplicates are found;"
            " begin with `card: card_id`"
        ),
    ),
    ("card: card_id", "card: channel"): (
        8,
        (
            "entity 'card': the first entity is of card_id, by whose key duplicates are found;"
            " begin with `card: card_id`"
        ),
    ),
    ("R01: Unusual", "r1: Unusual"): (
        13,
        "reasons: a code is 2 to 8 capital letters and digits, found 'r1'",
    ),
    ("[1h, 24h]", "[24h, 1h]"): (
        21,
        "feature 'card_count': 'over' must rise, found 1h after 24h",
    ),
    ("[1h, 24h]", "[24h, 1d]"): (
        21,
        "feature 'card_count': 'over' must rise, found 1d after 24h",
    ),
    ("[1h, 24h]", "[]"): (
        21,
        "feature 'card_count': 'over' must be one length or a list of 1 to 20, found 0",
    ),
    ("[1h, 24h]", "-1h"): (
        21,
        (
            "feature 'card_count': 'over' must be a whole number and s, m, h, d or w, such as 24h,"
            " found -1h"
        ),
    ),
    ("[1h, 24h]", "500d"): (21, "feature 'card_count': 'over' can be at most 400d, found 500d"),
    ("[1h, 24h]", "24"): (
        21,
        (
            "feature 'card_count': 'over' must be a whole number and s, m, h, d or w, such as 24h,"
            " found 24"
        ),
    ),
    ("    over: [1h, 24h]\n", ""): (18, "feature 'card_count': 'count' needs 'over'"),
    ("    of: card\n", ""): (18, "feature 'card_count': 'count' needs 'of'"),
    ("of: card", "of: cart"): (
        19,
        "feature 'card_count': unknown entity 'cart'; did you mean 'card'?",
    ),
    ("count:", "count: card_id"): (
        20,
        "feature 'card_count': 'count' takes nothing, found text",
    ),
    ("count:", "cuont:"): (20, "feature: unknown key 'cuont'; did you mean 'count'?"),
}


@pytest.mark.parametrize(("old", "new"), REPLACED, ids=lambda text: text.strip()[:40])
def test_a_fault_has_its_line_and_says_what_was_expected(old: str, new: str) -> None:
    assert SOUND.count(old) >= 1
    assert REPLACED[old, new] in faults(SOUND.replace(old, new, 1))


ADDED = {
    "name: a\nvalue: amount_minor": "feature: key 'description' is missing",
    "name: a\ndescription: A.": "feature 'a': expected 'value' or one aggregate, found none",
    "name: a\ncount:\nvalue: amount_minor\ndescription: A.": (
        "feature 'a': expected 'value' or one aggregate, found value and count"
    ),
    "name: country\nvalue: amount_minor\ndescription: A.": (
        "feature: the name 'country' is a field that every file has"
    ),
    "name: card_count_1h\nvalue: amount_minor\ndescription: A.": (
        "feature: the name 'card_count_1h' is already used on line 18"
    ),
    "name: a\nof: card\nsum: channel\nover: 1h\ndescription: A.": (
        "feature 'a': 'sum' is of decimal, integer, 'channel' is text"
    ),
    "name: a\nof: card\nsum: amount\nover: 1h\ndescription: A.": (
        "feature 'a': unknown field 'amount'; did you mean 'amount_minor'?"
    ),
    "name: a\nof: card\nsum: card_count_1h\nover: 1h\ndescription: A.": (
        "feature 'a': 'card_count_1h' is a feature, an aggregate is of a field of the payment"
    ),
    "name: a\nof: card\nmax: age\nover: 1h\ndescription: A.": (
        "feature 'a': 'age' is personal, 'max' could be its very value"
    ),
    "name: a\nof: card\nlast_value: email\nover: 1h\ndescription: A.": (
        "feature 'a': 'email' is personal, 'last_value' could be its very value"
    ),
    "name: a\nof: card\nown: x\nkind: int\nfield: age\nover: 1h\ndescription: A.": (
        "feature 'a': 'age' is personal, 'own' could be its very value"
    ),
    "name: a\nvalue: age + 1\ndescription: A.": (
        "feature 'a': 'age' is personal: a value that reads it must be true or false"
    ),
    "name: a\nof: device\nconfirmed_frauds:\nover: 1h\ndescription: A.": (
        "feature 'a': a label says card_id and merchant_id only, by which 'device' is not known"
    ),
    "name: a\nof: card\nconfirmed_frauds:\nwhere: mcc == '1'\nover: 1h\ndescription: A.": (
        "feature 'a': 'where' does not go with 'confirmed_frauds'"
    ),
    "name: a\nof: card\nseconds_since_last:\nwithout_this: true\nover: 1h\ndescription: A.": (
        "feature 'a': 'without_this' does not go with 'seconds_since_last'"
    ),
    "name: a\nvalue: amount_minor\nover: 1h\ndescription: A.": (
        "feature 'a': 'over' does not go with 'value'"
    ),
    "name: a\nof: card\ncount:\nwhere: card_count_1h > 1\nover: 1h\ndescription: A.": (
        "feature 'a': where column 1: unknown name 'card_count_1h'"
        " ('card_count_1h' is a feature, 'where' reads the event)"
    ),
    "name: a\nof: card\ncount:\nwhere: country == 'Germany'\nover: 1h\ndescription: A.": (
        "feature 'a': where column 1: 'Germany' is no country code, expected two capital letters"
        " of ISO 3166-1, such as 'DE'; did you mean 'DE'?"
    ),
    "name: a\nof: card\nshare: fee < 0\nover: 1h\ndescription: A.": (
        "feature 'a': share column 1: `fee` is 0 or more, it is never < 0"
    ),
    "name: a\nof: card\nconfirmed_share: {prior: 2, weight: 5}\nover: 1h\ndescription: A.": (
        "feature 'a': confirmed_share: 'prior' must be 0 to 1, found 2"
    ),
    "name: a\nof: card\ncount:\nover: 399d\ndelay: 2d\ndescription: A.": (
        "feature 'a': 399d and what is beside it reach back more than 400d"
    ),
    "name: a\nof: card\ndecayed_count:\nhalf_life: 13d\ndescription: A.": (
        "feature 'a': 13d and what is beside it reach back more than 400d"
    ),
    "name: a\nof: card\nlast_values: country\nover: 1h\ndescription: A.": (
        "feature 'a': 'last_values' needs 'n'"
    ),
    "name: a\nof: card\nown: streak\nover: 1h\ndescription: A.": "feature 'a': 'own' needs 'kind'",
    "name: a\nvalue: b + 1\ndescription: A.": "feature 'a': value column 1: unknown name 'b'",
    "name: a\nvalue: amount_minor > 1\nmissing: 1\ndescription: A.": (
        "feature 'a': 'missing' must be true or false, found 1"
    ),
    "name: a\nvalue: country\nmissing: DE\ndescription: A.": (
        "feature 'a': 'missing' is a number or true/false: for a text use coalesce()"
    ),
    "name: a\nvalue: country\nleast: 1\ndescription: A.": (
        "feature 'a': 'least' is of a number, this feature is text"
    ),
    "name: a\nvalue: amount_minor\nleast: 5\nmost: 1\ndescription: A.": (
        "feature 'a': 'least' is 5 and 'most' is 1, which no number can be"
    ),
    "name: a\nvalue: amount_minor\nreason: R02\ndescription: A.": (
        "feature 'a': unknown reason 'R02'; did you mean 'R01'?; the file names its codes in"
        " 'reasons'"
    ),
}


@pytest.mark.parametrize("text", ADDED, ids=lambda text: text.replace("\n", " ")[:60])
def test_a_feature_with_a_fault_is_refused(text: str) -> None:
    assert ADDED[text] in [message for _, message in faults(with_feature(text))]


@pytest.mark.parametrize(
    "value",
    ["minor", "not minor", "minor and amount_minor > 0", "coalesce(minor, True)", "minor == True"],
)
def test_a_value_that_reads_a_personal_boolean_could_be_it(value: str) -> None:
    own = "  minor: {type: boolean, personal: true}\n"
    text = with_feature(f"name: a\nvalue: {value}\ndescription: A.")
    found = [message for _, message in faults(text.replace("fields:\n", f"fields:\n{own}", 1))]
    assert found == [
        "feature 'a': 'minor' is personal, a value that reads it could be its very value"
    ]


def test_a_value_cannot_read_what_stands_further_down() -> None:
    first = "name: a\nvalue: b + 1\ndescription: A."
    text = with_feature(first) + "  - {name: b, value: amount_minor, description: B.}\n"
    message = (
        "feature 'a': value column 1: unknown name 'b'"
        " ('b' stands on line 26, a value reads what stands before it)"
    )
    assert faults(text) == [(24, message)]


@pytest.mark.parametrize("path", ['"\\0"', '"rates\\u0000.csv"'])
def test_a_path_of_rates_that_no_file_can_have_is_refused(path: str) -> None:
    found = faults(SOUND + f"money: {{rates: {path}}}\n")
    assert [line for line, _ in found] == [SOUND.count("\n") + 1]
    assert "rates must be shipped, none or the path of a file, found" in found[0][1]


def test_a_number_in_quotes_is_told_as_the_text_that_it_is() -> None:
    found = faults(SOUND.replace("digits: 2", 'digits: "5"'))
    message = "'digits' must be a whole number from 1 to 9, found the text '5'"
    assert f"field 'fee': {message}" in [told for _, told in found]


def test_a_field_that_is_a_feature_too_is_not_what_is_wrong_with_a_condition() -> None:
    of_field = "name: amount_minor\nvalue: amount_minor\ndescription: A."
    wrong = "  - {name: b, of: card, count: , where: amount_minor / 0, over: 1h, description: B.}\n"
    found = [message for _, message in faults(with_feature(of_field) + wrong)]
    assert len(found) > 0
    assert not any("is a feature" in message for message in found)


def test_all_faults_are_found_at_once() -> None:
    text = SOUND.replace("longest: 4", "longest: 0").replace("card_id", "cart_id", 1)
    found = faults(text.replace("of: card", "of: cart"))
    assert [line for line, _ in found] == [3, 8, 19]


def test_the_sound_file_has_no_fault() -> None:
    assert faults(SOUND) == []
