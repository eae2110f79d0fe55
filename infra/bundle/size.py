"""How large a bundle is, what makes it so, and how large it may be."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from infra.bundle.manifest import BundleError
from infra.bundle.variant import MIB

HARD_LIMIT_BYTES: Final = 512 * MIB
"""Managed Flink takes no larger code."""


class BundleTooLargeError(BundleError):
    """The bundle is larger than it may be."""


def sizes_by_part(files: Mapping[str, bytes]) -> dict[str, int]:
    """Bytes by part, the largest first: a package below a folder is one, a file above it another.

    `dep/numpy/core/x.so` and `dep/numpy.libs/y.so` are parts `dep/numpy` and `dep/numpy.libs`.
    """
    sizes: Counter[str] = Counter()
    for path, content in files.items():
        sizes["/".join(path.split("/")[:2])] += len(content)
    return dict(sizes.most_common())


def check_size(archive_bytes: int, budget_bytes: int) -> None:
    """Raise `BundleTooLargeError` where an archive is above the budget."""
    if archive_bytes > min(budget_bytes, HARD_LIMIT_BYTES):
        raise BundleTooLargeError(
            f"the bundle has {archive_bytes / MIB:.1f} MiB, its budget is"
            f" {budget_bytes / MIB:.0f} MiB (Managed Flink takes {HARD_LIMIT_BYTES // MIB} MiB):"
            " see infra/bundle/pruning.py for what can stay out"
        )
