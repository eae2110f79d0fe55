"""What a shopping event weighs: records on every stream, states of all kinds, hashes in the store.

python -m bench.shopping_sizes [--events N] [--json]

Capacity is planned with these figures, see `capacity/measured.py`; a test measures them again.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

from cli.capacity.shopping_sizes import measure
from simulator.shoppers.settings import ShoppingScenario


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    sizes = asdict(measure(ShoppingScenario(events=options.events)))
    if options.json:
        print(json.dumps(sizes))
        return
    for name, value in sizes.items():
        print(f"{name:28}{value:12,.4f}" if isinstance(value, float) else f"{name:28}{value}")


if __name__ == "__main__":
    main()
