"""A seed that no library takes is refused where it is given."""

import pytest
from click.testing import CliRunner

from cli.main import revstream

SEEDED = (
    *("evaluate", "evaluate-recommendations", "retail", "shopping-data", "train"),
    *("train-recommender", "experiment replay", "features cost"),
)


@pytest.mark.parametrize("seed", ["-5", str(2**31)])
@pytest.mark.parametrize("command", SEEDED)
def test_a_seed_out_of_range_is_named(command: str, seed: str) -> None:
    result = CliRunner().invoke(revstream, [*command.split(), "--seed", seed])
    assert result.exit_code == 2
    assert (
        f"Invalid value for '--seed': {seed} is not in the range 0<=x<=2147483647" in result.output
    )
