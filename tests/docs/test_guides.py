"""A guide works as it is written: each command succeeds and prints what the page shows."""

from pathlib import Path

import pytest

from tests.docs.guide import ROOT, copy_of_the_project, is_shown, run, steps

GUIDES = ROOT / "docs" / "guides"
RUN_HERE = {"add-a-feature.md": 10, "add-a-field.md": 4, "add-a-rule.md": 6, "add-a-system.md": 6}
"""Pages that are run here, with how many of their steps show what they print."""


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", RUN_HERE)
def test_each_command_of_a_guide_prints_what_is_shown(name: str, tmp_path: Path) -> None:
    copy_of_the_project(tmp_path)
    shown = 0
    for step in steps(GUIDES / name):
        printed = run(step, tmp_path)
        if step.shown is not None:
            assert is_shown(printed, step.shown), printed
            shown += 1
    assert shown == RUN_HERE[name]


@pytest.mark.parametrize(
    ("shown", "is_it"),
    [
        ("one\ntwo\n", True),
        ("one\n", False),
        ("one\n...\n", True),
        ("...\ntwo\n", True),
        ("...\none\ntwo\n...\n", True),
        ("o...\nt...\n", True),
        ("x...\ntwo\n", False),
        ("...\nthree\n", False),
    ],
)
def test_dots_stand_for_what_is_not_shown(shown: str, *, is_it: bool) -> None:
    assert is_shown("one\ntwo\n", shown) is is_it


def test_a_page_is_cut_into_files_commands_and_what_they_print(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```yaml rules.yaml\na: 1\n```\n```sh\ncat rules.yaml\n```\n```text\na: 1\n```\n"
        "```yaml\nno file\n```\n```yaml >> rules.yaml\nb: 2\n```\n```sh\ncat rules.yaml\n```\n"
    )
    first, second = steps(page)
    assert run(first, tmp_path) == first.shown == "a: 1\n"
    assert run(second, tmp_path) == "a: 1\nb: 2\n"


def test_a_command_that_fails_is_not_passed_over(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```sh\nfalse\ntrue\n```\n")
    (step,) = steps(page)
    with pytest.raises(AssertionError, match="exit code 1 of\nfalse"):
        run(step, tmp_path)
