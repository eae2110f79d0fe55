"""A type that takes in all that another does reads what was written as that."""

import pytest

from jobs.shared.state_lock.layout_compatibility import LayoutComparison
from jobs.shared.state_lock.lock import StructLayout


def reads(written: str, read: str) -> bool:
    before, after = (
        {"Update": StructLayout(by="name", fields={"value": of})} for of in (written, read)
    )
    return LayoutComparison(before, after).faults("Update", "Update") == []


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("int", "int | str"),
        ("'card' | 'merchant'", "str"),
        ("'card' | None", "None | int | str"),
        ("None | int", "None | int | list[int | str]"),
        ("dict[str, None | int]", "dict[str, None | int | list[float | str]]"),
    ],
)
def test_a_wider_type_reads_a_narrower_one_and_not_the_other_way(narrow: str, wide: str) -> None:
    assert reads(narrow, wide)
    assert not reads(wide, narrow)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("float", "None | list[int | float]"),
        ("list[int]", "list[int | str]"),
        ("str", "'card' | 'merchant'"),
        ("dict[str, int]", "dict[int, int | str]"),
    ],
)
def test_another_type_does_not(written: str, read: str) -> None:
    assert not reads(written, read)
