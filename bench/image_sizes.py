"""What the images of states take in the store, by the payments that a key has had.

python -m bench.image_sizes [--payments N]

Capacity is planned with these figures, see `capacity/images.py`; a test measures them again.
"""

import argparse
from collections.abc import Sequence
from dataclasses import asdict

from cli.capacity.image_sizes import measure_images
from udfs.fraud.loading import DEFAULT, DeciderLoader


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=50_000)
    options = parser.parse_args(arguments)
    sizes = measure_images(options.payments, DeciderLoader(DEFAULT, DEFAULT, "0.1.0"))
    for hop, found in sizes.items():
        print(hop)
        for name, value in asdict(found).items():
            print(f"  {name:20}{value:12,.2f}")


if __name__ == "__main__":
    main()
