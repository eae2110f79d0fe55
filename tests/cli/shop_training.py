"""One training on a small shop, for all tests of what it writes."""

from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from cli.main import revstream
from tests.jobs.recommendations.shop import ShopFiles, shop_files

SMALL = ("--trees", "12", "--leaves", "6", "--held-out", "0.3")


@dataclass(frozen=True)
class Trained:
    """A shop and what was made of it."""

    shop: ShopFiles
    ranker: Path
    table: Path
    result: Result

    @property
    def input(self) -> tuple[str, ...]:
        """The options that name the shop."""
        return ("--events", str(self.shop.events), "--items", str(self.shop.catalogue))


def ran(*arguments: str) -> Result:
    """What a command comes to."""
    return CliRunner().invoke(revstream, arguments)


def trained(folder: Path) -> Trained:
    """Train on a disturbed shop of 14 days."""
    shop = shop_files(folder, events=1_200)
    ranker, table = folder / "ranker", folder / "table"
    files = ("--events", str(shop.events), "--items", str(shop.catalogue))
    places = ("--output", str(ranker), "--table", str(table))
    result = ran("train-recommender", *files, *places, *SMALL, "--json")
    return Trained(shop, ranker, table, result)
