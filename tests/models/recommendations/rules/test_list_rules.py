"""A rules file of lists with anything wrong in it is refused with line and every fault at once."""

from pathlib import Path
from typing import Final

import pytest

from features.shared.language.faults import RuleSetError
from models.recommendations.rules.reading import (
    CANDIDATE_NAMES,
    MOST_LISTED,
    ListForm,
    load_list_rules,
    parse_list_rules,
)

GOOD: Final = """version: 1
list: {length: 20, per_category: 12, in_a_row: 4}
rules:
  - id: gone
    version: 1
    expression: not available
    action: exclude
    reason: It is not in stock
"""

ONE_FAULT: Final = {
    ("length: 20", "length: 0"): (
        2,
        "list: 'length' must be a whole number from 1 to 100, found 0",
    ),
    ("length: 20", "length: 101"): (
        2,
        "list: 'length' must be a whole number from 1 to 100, found 101",
    ),
    ("in_a_row: 4", "in_a_row: 1.5"): (
        2,
        "list: 'in_a_row' must be a whole number from 1 to 100, found 1.5",
    ),
    ("per_category: 12", "per_category: many"): (
        2,
        "list: 'per_category' must be a whole number from 1 to 100, found many",
    ),
    ("length: 20", "lenght: 20"): (2, "list: unknown key 'lenght'; did you mean 'length'?"),
    ("list:", "lists:"): (2, "rules file: unknown key 'lists'; did you mean 'list'?"),
    ("action: exclude", "action: remove"): (7, "exclude, pin, boost or demote"),
    ("not available", "not avaliable"): (6, "avaliable"),
    ("not available", "price_minor"): (6, "true/false"),
    ("not available", "age_days > 'a'"): (6, "text"),
    ("not available", "source == 'walks'"): (
        6,
        "no source of candidates, expected one of session, ",
    ),
    ("not available", "price_minor < 0"): (6, "`price_minor` is 0 or more, it is never < 0"),
    ("    reason: It is not in stock\n", ""): (4, "rule: key 'reason' is missing"),
    ("version: 1\nlist", "list"): (1, "rules file: key 'version' is missing"),
}


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(RuleSetError) as caught:
        parse_list_rules(text, "rules.yaml")
    return [(fault.line, fault.message) for fault in caught.value.faults]


@pytest.mark.parametrize(("change", "expected"), ONE_FAULT.items())
def test_a_fault_is_told_with_its_line(change: tuple[str, str], expected: tuple[int, str]) -> None:
    assert change[0] in GOOD
    ((line, message),) = faults(GOOD.replace(*change))
    assert (line, expected[1] in message) == (expected[0], True), message


def test_all_faults_are_told_at_once() -> None:
    wrong = GOOD.replace("length: 20", "length: 0").replace("in_a_row: 4", "in_a_row: 0")
    assert [line for line, _ in faults(wrong.replace("exclude", "drop"))] == [2, 2, 7]


def test_a_list_that_is_no_map_is_refused() -> None:
    ((line, message),) = faults(GOOD.replace("{length: 20, per_category: 12, in_a_row: 4}", "20"))
    assert (line, "list" in message) == (2, True)


def test_a_sound_file_gives_its_rules_and_its_form() -> None:
    found = parse_list_rules(GOOD, "rules.yaml")
    assert found.form == ListForm(20, 12, 4)
    assert [(rule.id, rule.action) for rule in found.rules.rules] == [("gone", "exclude")]


def test_what_a_file_does_not_say_of_its_lists_is_as_shipped_or_without_a_limit() -> None:
    without = GOOD.replace("list: {length: 20, per_category: 12, in_a_row: 4}\n", "")
    assert parse_list_rules(without, "rules.yaml").form == ListForm(20, MOST_LISTED, MOST_LISTED)
    partly = GOOD.replace("length: 20, per_category: 12, ", "")
    assert parse_list_rules(partly, "rules.yaml").form == ListForm(in_a_row=4)


def test_the_shipped_file_loads_and_says_what_is_left_out() -> None:
    found = load_list_rules()
    assert found.form == ListForm(20, 12, 4)
    assert {rule.id for rule in found.rules.rules} == {"hidden", "out_of_stock", "just_bought"}
    assert {rule.action for rule in found.rules.rules} == {"exclude"}


def test_a_file_of_a_team_is_read_from_its_path(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(GOOD, encoding="utf-8")
    assert load_list_rules(tmp_path / "rules.yaml") == parse_list_rules(GOOD, "rules.yaml")
    with pytest.raises(RuleSetError, match=r"none\.yaml"):
        load_list_rules(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    "change", [("length: 20", "length: 19"), ("exclude", "pin"), ("id: gone", "id: left")]
)
def test_whatever_decides_changes_the_hash(change: tuple[str, str]) -> None:
    changed = parse_list_rules(GOOD.replace(*change), "rules.yaml")
    assert changed.sha256 != parse_list_rules(GOOD, "rules.yaml").sha256


def test_a_comment_changes_no_hash() -> None:
    commented = parse_list_rules(f"# why\n{GOOD}", "rules.yaml")
    assert commented.sha256 == parse_list_rules(GOOD, "rules.yaml").sha256


@pytest.mark.parametrize("name", CANDIDATE_NAMES)
def test_a_rule_may_read_whatever_is_known_of_a_candidate(name: str) -> None:
    text = GOOD.replace("not available", f"{name} == {name}")
    (rule,) = parse_list_rules(text, "rules.yaml").rules.rules
    assert rule.condition.names == {name}
