"""A rules file with anything wrong in it is refused with file, line and every fault at once."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fraud.rules import load_fraud_rules, parse_fraud_rules
from models.shared.rules import FileFault, RuleSetError
from tests.models.rules.conditions import SCHEMA

GOOD = """version: 2
rules:
  # a comment
  - id: first
    version: 1
    expression: count > 5
    action: flag
    reason: many
  - id: second
    version: 4
    expression: >-
      night
      and amount > 1000
    action: block
    reason: 'late: and large'
"""


ALIASES = "".join(f"a{n}: &a{n} [{f'*a{n - 1},' * 9}]\n" for n in range(1, 21))
"""Lists of lists that would be 9^20 items, written out."""


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(RuleSetError) as caught:
        parse_fraud_rules(text, "rules.yaml", SCHEMA)
    return [(fault.line, fault.message) for fault in caught.value.faults]


def test_a_sound_file_gives_its_rules_in_order() -> None:
    rules = parse_fraud_rules(GOOD, "rules.yaml", SCHEMA)
    assert rules.version == 2
    assert [(rule.id, rule.version, rule.action) for rule in rules.rules] == [
        ("first", 1, "flag"),
        ("second", 4, "block"),
    ]
    assert rules.rules[1].condition.text == "night and amount > 1000"
    assert rules.rules[1].reason == "late: and large"


def test_as_many_rules_as_are_allowed_are_read() -> None:
    head, rule = GOOD.split("  - id: first", 1)[0], GOOD.split("  # a comment\n", 1)[1]
    rule = rule.split("  - id: second", 1)[0]
    many = "".join(rule.replace("first", f"rule_{number}") for number in range(500))
    assert len(parse_fraud_rules(head + many, "rules.yaml", SCHEMA).rules) == 500


def test_a_file_of_more_nodes_than_rules_can_have_is_read_up_to_the_first_of_them() -> None:
    beyond = "version: 2\nrules:\n" + "  - a\n" * 12_000 + "  no YAML: at all: [\n"
    assert faults(beyond) == [(9_998, "not rules: more than 10000 keys and values")]


def test_half_a_surrogate_pair_is_refused_in_every_text_of_a_rule() -> None:
    broken = GOOD.replace("reason: many", 'reason: "amount \\ud800 too big"')
    broken = broken.replace("count > 5", '"country == \\"\\udfff\\""')
    assert [message for _, message in faults(broken)] == [
        "rule 'first': 'expression' holds half a surrogate pair, text is expected",
        "rule 'first': 'reason' holds half a surrogate pair, text is expected",
    ]


ONE_FAULT = {
    ("version: 2", "version: two"): (
        1,
        "rules file: 'version' must be a whole number from 1, found two",
    ),
    ("version: 2\n", ""): (1, "rules file: key 'version' is missing"),
    ("version: 2\n", "version: 2\nrulez: 1\n"): (
        2,
        "rules file: unknown key 'rulez'; did you mean 'rules'?",
    ),
    ("id: first", "id: second"): (9, "rule 'second': the id is already used on line 4"),
    ("id: first", "id: First-1"): (
        4,
        "rule: id must be lower-case letters, digits, _, found 'First-1'",
    ),
    ("id: first", "id: 7"): (4, "rule: 'id' must be text, found a whole number"),
    ("id: first", "id: no"): (4, "rule: 'id' must be text, found true/false"),
    ("id: first", "id: [a]"): (4, "rule: 'id' must be text, found a list"),
    ("    version: 4", "    version: 0"): (
        10,
        "rule 'second': 'version' must be a whole number from 1, found 0",
    ),
    ("    version: 4", "    version: 1.5"): (
        10,
        "rule 'second': 'version' must be a whole number from 1, found 1.5",
    ),
    ("    version: 4", "    version:"): (
        10,
        "rule 'second': 'version' must be a whole number from 1, found nothing",
    ),
    ("action: block", "action: stop"): (
        14,
        "rule 'second': action must be allow, flag or block, found 'stop'",
    ),
    ("    action: flag\n", ""): (4, "rule: key 'action' is missing"),
    ("action: flag", "action: flag\n    action: flag"): (8, "rule: key 'action' is given twice"),
    ("action: flag", "acton: flag\n    action: flag"): (
        7,
        "rule: unknown key 'acton'; did you mean 'action'?",
    ),
    ("reason: many", "reason:"): (8, "rule 'first': 'reason' must be text, found nothing"),
    ("reason: many", "reason: ''"): (
        8,
        "rule 'first': 'reason' must have 1 to 200 characters, found 0",
    ),
    ("count > 5", "7"): (6, "rule 'first': 'expression' must be text, found a whole number"),
    ("count > 5", "cuont > 5"): (
        6,
        "rule 'first': expression column 1: unknown name 'cuont'; did you mean 'count'?",
    ),
    ("amount > 1000", "amount > 'a'"): (
        11,
        (
            "rule 'second': expression column 11: '>' compares values of one type,"
            " found whole number `amount` and text `'a'`"
        ),
    ),
    ("amount > 1000", "count > 1 # few"): (
        11,
        "rule 'second': expression column 21: a comment (#) would hide the rest of the expression",
    ),
    ("reason: many", "reason: [many"): (9, "not YAML: expected ',' or ']', but got ':'"),
    ("reason: many", "reason: \x07"): (8, "not YAML: special characters are not allowed"),
    ("reason: many", "reason: *many"): (8, "not YAML: found undefined alias 'many'"),
}


@pytest.mark.parametrize(
    ("change", "expected"), ONE_FAULT.items(), ids=[message for _, message in ONE_FAULT.values()]
)
def test_a_fault_is_reported_at_its_line(
    change: tuple[str, str], expected: tuple[int, str]
) -> None:
    assert change[0] in GOOD
    assert faults(GOOD.replace(change[0], change[1], 1)) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (1, "the file is empty")),
        ("# nothing\n", (1, "the file is empty")),
        ("- id: a", (1, "rules file: expected the keys version, rules, found a list")),
        ("version: 1\nrules: 5", (2, "'rules' must be a list of at most 500 rules")),
        ("version: 1\nrules:" + "\n- 5" * 501, (3, "'rules' must be a list of at most 500 rules")),
        ("version: 1\nrules:", (2, "'rules' must be a list of at most 500 rules")),
        (
            "version: 1\nrules:\n- 5",
            (
                3,
                (
                    "rule: expected the keys id, version, expression, action, reason,"
                    " found a whole number"
                ),
            ),
        ),
        ("version: 1\nrules: []\n---\nversion: 1", (3, "not YAML: but found another document")),
        ("[" * 5000, (1, "not rules: nested too deeply")),
    ],
)
def test_a_file_that_is_no_list_of_rules_is_refused(text: str, expected: tuple[int, str]) -> None:
    assert faults(text) == [expected]


def test_all_faults_are_reported_at_once_in_the_order_of_their_lines() -> None:
    text = GOOD.replace("count > 5", "count").replace("action: block", "action: stop")
    found = faults(text.replace("version: 2", "version: x"))
    assert [line for line, _ in found] == [1, 6, 14]


def test_a_fault_reads_as_file_line_message() -> None:
    fault = FileFault("rules.yaml", 7, "wrong")
    assert str(RuleSetError([fault])) == "rules.yaml:7: wrong"


def test_a_file_that_cannot_be_read_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(RuleSetError, match=r"absent\.yaml:1: cannot be read: No such file"):
        load_fraud_rules(tmp_path / "absent.yaml", SCHEMA)


def test_a_file_that_is_not_utf8_is_refused_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"version: 1\nrules: \xe9")
    with pytest.raises(RuleSetError, match=r"latin\.yaml:2: is not UTF-8 text"):
        load_fraud_rules(tmp_path / "latin.yaml", SCHEMA)


def test_a_file_beyond_a_megabyte_is_refused(tmp_path: Path) -> None:
    (tmp_path / "big.yaml").write_text("#" * 1_000_001)
    with pytest.raises(RuleSetError, match=r"big\.yaml:1: 1000001 bytes"):
        load_fraud_rules(tmp_path / "big.yaml", SCHEMA)


@pytest.mark.timeout(20)
def test_a_device_a_pipe_and_a_folder_are_refused_unread(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (Path("/dev/zero"), pipe, tmp_path):
        with pytest.raises(RuleSetError, match=":1: is no regular file, which a rules file must"):
            load_fraud_rules(path, SCHEMA)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version: 1\nrules: &a [*a]", "found a list"),
        (f"a0: &a0 [x]\n{ALIASES}rules: *a20", "expected the keys id, version"),
        ('version: "\\UFFFFFFFF"', "not YAML: "),
        (f"%YAML 1.{'9' * 5_000}\n---\nversion: 1", "not YAML: "),
        ("version: !!python/name:os.system 1", "'version' must be a whole number"),
        ("{a: " * 50_000, "not rules: nested too deeply"),
    ],
    ids=["self", "aliases of aliases", "no character", "no version of YAML", "a tag", "deep"],
)
def test_hostile_yaml_is_a_fault_with_its_line(text: str, expected: str) -> None:
    assert expected in "\n".join(message for _, message in faults(text))


def test_the_fingerprint_ignores_layout_and_comments() -> None:
    laid_out = GOOD.replace("  # a comment\n", "").replace("count > 5", "  'count > 5'")
    assert (
        parse_fraud_rules(laid_out, "a", SCHEMA).sha256
        == parse_fraud_rules(GOOD, "b", SCHEMA).sha256
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version: 2", "version: 3"),
        ("id: first", "id: third"),
        ("version: 4", "version: 5"),
        ("count > 5", "count > 6"),
        ("action: flag", "action: allow"),
        ("reason: many", "reason: more"),
    ],
)
def test_the_fingerprint_changes_with_everything_that_decides(old: str, new: str) -> None:
    changed = parse_fraud_rules(GOOD.replace(old, new), "a", SCHEMA)
    assert changed.sha256 != parse_fraud_rules(GOOD, "a", SCHEMA).sha256


SOUND = st.lists(
    st.tuples(
        st.from_regex(r"\A[a-z][a-z0-9_]{2,10}\Z"),
        st.integers(1, 10**6),
        st.integers(-(10**9), 10**9).map("amount > {}".format),
        st.sampled_from(["allow", "flag", "block"]),
        st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=30),
    ),
    max_size=5,
    unique_by=lambda written: written[0],
)
"""Id, version, expression, action and reason of the rules of a file without a fault."""


def written(rules: list[tuple[str, int, str, str, str]]) -> str:
    """The text of a rules file with `rules`."""
    keys = ("id", "version", "expression", "action", "reason")
    return json.dumps(
        {"version": 1, "rules": [dict(zip(keys, one, strict=True)) for one in rules]},
        ensure_ascii=False,
    )


@given(SOUND, st.text(max_size=80))
def test_any_text_gives_rules_or_faults(
    sound: list[tuple[str, int, str, str, str]], text: str
) -> None:
    read = parse_fraud_rules(written(sound), "rules.yaml", SCHEMA).rules
    assert [
        (one.id, one.version, one.condition.text, one.action, one.reason) for one in read
    ] == sound
    assert faults(text)
