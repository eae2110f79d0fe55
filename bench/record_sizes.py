"""What a payment weighs: its records on every stream, its state, its hashes in the store.

python -m bench.record_sizes [--payments N] [--json]

Capacity is planned with these figures, see `capacity/measured.py`; a test measures them again.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

from cli.capacity.record_sizes import measure
from udfs.fraud.loading import DEFAULT, DeciderLoader


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=50_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    sizes = asdict(measure(options.payments, DeciderLoader(DEFAULT, DEFAULT, "0.1.0")))
    if options.json:
        print(json.dumps(sizes))
        return
    for name, value in sizes.items():
        print(f"{name:28}{value:12,.4f}" if isinstance(value, float) else f"{name:28}{value}")


if __name__ == "__main__":
    main()
