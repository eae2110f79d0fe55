"""A bundle's size is stated by part, and above its budget it is refused."""

import pytest

from infra.bundle.size import BundleTooLargeError, check_size, sizes_by_part
from infra.bundle.variant import MIB


def test_a_part_is_what_stands_below_the_first_folder() -> None:
    files = {"main.py": b"1", "dep/numpy/a": b"123", "dep/numpy/b/c": b"1234", "dep/six.py": b"12"}
    assert list(sizes_by_part(files).items()) == [
        ("dep/numpy", 7),
        ("dep/six.py", 2),
        ("main.py", 1),
    ]


def test_a_bundle_as_large_as_its_budget_passes() -> None:
    check_size(128 * MIB, 128 * MIB)


def test_a_bundle_above_its_budget_is_refused_with_both_sizes() -> None:
    with pytest.raises(BundleTooLargeError, match=r"has 128\.5 MiB, its budget is 128 MiB"):
        check_size(128 * MIB + MIB // 2, 128 * MIB)


def test_no_budget_is_above_what_managed_flink_takes() -> None:
    with pytest.raises(BundleTooLargeError):
        check_size(513 * MIB, 1024 * MIB)
