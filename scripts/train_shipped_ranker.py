"""Trains the ranker that comes with the package, on simulated shoppers, and writes its artifact.

    revstream simulate-shoppers --> records in disorder, catalogue
    revstream train-recommender --> ranker, measured on the last days

Everything is seeded: two runs with the same library versions write the same bytes. It has to be run
again whenever the inputs of a ranker change: their names, or what they mean.

    uv run --group training python -m scripts.train_shipped_ranker [DIRECTORY]
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cli.main import revstream
from models.recommendations.artifact import SHIPPED

VERSION: Final = "1"
SHOP: Final = (
    "--events", "80000", "--days", "42", "--item-count", "2000", "--categories", "16",
    "--accounts", "1500", "--seed", "11",
)  # fmt: skip
TRAINING: Final = ("--trees", "26", "--version", VERSION)
"""So few trees because each costs time at every list: three times as many, which the validation
would have, found the same within a tenth of the interval."""


def main(directory: Path) -> None:
    """Writes the artifact to `directory`, in place of the one that is there."""
    with TemporaryDirectory() as name:
        shop, made = Path(name) / "shop", Path(name) / "ranker"
        _run("simulate-shoppers", "--folder", str(shop), *SHOP)
        files = ("--events", str(shop / "events.jsonl"), "--items", str(shop / "items.jsonl"))
        _run("train-recommender", *files, "--output", str(made), *TRAINING)
        shutil.rmtree(directory, ignore_errors=True)
        shutil.copytree(made, directory)


def _run(*arguments: str) -> None:
    revstream.main(list(arguments), standalone_mode=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
