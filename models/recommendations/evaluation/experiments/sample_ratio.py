"""Whether the arms have as many shoppers as their shares say: Pearson's chi-square.

A split that is not as it should be makes every comparison worthless, however small the difference
(Fabijan et al., "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments", KDD 2019). The
level is far below the usual one, since it is looked for in every experiment.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from scipy.stats import chi2

MISMATCH: Final = 0.001
"""A p-value below it says that the split is broken."""


class SampleRatio(Struct, frozen=True):
    """Shoppers of the arms against their shares.

    Attributes:
        expected: shoppers of each arm by its share.
        chi_square: the statistic.
        p_value: how likely one that large is by chance.
    """

    expected: dict[str, float]
    chi_square: float
    p_value: float

    @property
    def broken(self) -> bool:
        """Whether chance does not explain it."""
        return self.p_value < MISMATCH


def sample_ratio(counts: Mapping[str, int], shares: Mapping[str, float]) -> SampleRatio:
    """The check of at least one shopper.

    Args:
        counts: shoppers by arm.
        shares: of each arm; where they are not 1 together, of those that there are.
    """
    together, everyone = sum(shares.values()), sum(counts.values())
    expected = {arm: everyone * share / together for arm, share in shares.items()}
    chi_square = sum((counts.get(arm, 0) - of) ** 2 / of for arm, of in expected.items())
    degrees = len(expected) - 1
    p_value = float(chi2.sf(chi_square, degrees)) if degrees else 1.0
    return SampleRatio(expected, chi_square, p_value)
