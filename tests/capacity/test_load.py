"""A load that no sum can be made of is refused with what is expected."""

from decimal import Decimal

import pytest

from capacity.load import Load


@pytest.mark.parametrize(
    ("daily", "peak", "cards", "said"),
    [
        (10**400, "10", None, "daily: "),
        (1_000, "1e308", None, "peak: "),
        (1_000, "10", 10**40, "cards: "),
    ],
)
def test_a_load_beyond_all_measure_is_refused(
    daily: int, peak: str, cards: int | None, said: str
) -> None:
    with pytest.raises(ValueError, match=f"{said}.*, expected 1 "):
        Load.of(daily, Decimal(peak), cards)
