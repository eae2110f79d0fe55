"""A seed on the command line, as a type of click's options."""

from typing import Final

import click

SEED: Final = click.IntRange(0, 2**31 - 1)
"""What every library that is seeded here takes."""
