"""No test passes only because there was nothing to look at."""

from pathlib import Path

import pytest

from tests.suite.floors import in_the_tests, passing_on_nothing


def test_every_test_of_the_project_asserts_something_where_a_list_is_empty() -> None:
    assert len(list(Path(__file__).parents[1].rglob("test_*.py"))) > 200
    assert in_the_tests() == []


@pytest.mark.parametrize(
    "body",
    [
        "for one in made():\n        assert one",
        "while made():\n        assert one",
        "for one in []:\n        assert one",
        "for one in range(0):\n        assert one",
        "for one in [*made()]:\n        assert one",
        "found = made()\n    for one in found:\n        assert one",
        "for one in made():\n        with pytest.raises(ValueError):\n            one()",
        "assert all(one for one in made())",
        "assert not any(one for one in made())",
        "for one in zip([1], made()):\n        assert one",
    ],
)
def test_assertions_about_what_may_be_empty_alone_are_found(body: str) -> None:
    assert list(passing_on_nothing(f"def test_it():\n    {body}\n")) == [(1, "test_it")]


@pytest.mark.parametrize(
    "body",
    [
        "found = made()\n    assert len(found) > 3\n    for one in found:\n        assert one",
        "for one in (1, 2):\n        assert one",
        "for one in range(1, 4):\n        assert one",
        "for one in CASES:\n        assert one",
        "for one in CASES.items():\n        assert one",
        "for number, one in enumerate(['a']):\n        assert one",
        "with pytest.raises(ValueError):\n        made()",
        "assert any(one for one in made())",
        "assert all(one for one in ['a'])",
        "made()",
    ],
)
def test_a_floor_or_a_list_that_is_written_out_suffices(body: str) -> None:
    assert list(passing_on_nothing(f"CASES = {{1: 2}}\ndef test_it():\n    {body}\n")) == []
