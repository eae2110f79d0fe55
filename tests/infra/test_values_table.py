"""The documentation of a stack's values is that of the code."""

import msgspec
import pytest

from infra.stack_config import StackConfig
from tests.infra.values_table import PAGE, table, with_table


def test_the_page_has_the_values_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_table(page), "run .venv-infra/bin/python -m tests.infra.values_table"


def test_every_value_and_every_part_is_in_the_table() -> None:
    rows = table()
    for field in msgspec.structs.fields(StackConfig):
        assert f"| `{field.name}" in rows
    assert "| `fraud.parallelism` | `4` |" in rows
    assert "| `recommendations` | as `fraud`, `enabled: false` |" in rows
    assert "2 to 3 |" in rows


def test_every_value_is_explained() -> None:
    assert [row for row in table().splitlines() if row.endswith("|  |")] == []


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the marks"):
        with_table("# Infrastructure\n")
