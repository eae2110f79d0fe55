"""Which bundle is built: for which Linux, and whether with a numpy of its own."""

from dataclasses import dataclass
from typing import Final

USUAL_GLIBC: Final = "2.28"
OLDER_GLIBC: Final = "2.17"
"""Of manylinux2014: its wheels run on every Linux since 2014."""

MIB: Final = 1 << 20

_BUDGET_BYTES: Final = 80 * MIB
_NUMPY_BYTES: Final = 50 * MIB


@dataclass(frozen=True)
class Variant:
    """A kind of bundle.

    Attributes:
        glibc: the version of the C library, of `USUAL_GLIBC` and `OLDER_GLIBC`, that its wheels
            were built for; the older one has another ONNX Runtime.
        with_numpy: whether numpy is in it, before that of Flink's Python environment.
    """

    glibc: str = USUAL_GLIBC
    with_numpy: bool = False

    @property
    def platform(self) -> str:
        """Tag of the wheels' platform."""
        return f"manylinux_{self.glibc.replace('.', '_')}_x86_64"

    @property
    def left_to_flink(self) -> frozenset[str]:
        """Distributions that Flink's Python environment has, though a wheel asks for them.

        ONNX Runtime needs protobuf for its tools only, and another version of it before Flink's
        would break Flink's workers.
        """
        return frozenset({"protobuf"} if self.with_numpy else {"protobuf", "numpy"})

    @property
    def budget_bytes(self) -> int:
        """How large it may be: every worker unpacks it before it starts."""
        return _BUDGET_BYTES + (_NUMPY_BYTES if self.with_numpy else 0)


USUAL: Final = Variant()
