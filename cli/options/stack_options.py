"""What the commands that read a stack's file have in common."""

from typing import Final

import click

from cli.options.path_types import INPUT_FOLDER

STACK_FOLDER: Final = click.option(
    "--folder",
    type=INPUT_FOLDER,
    default=".",
    help="Where the stack's file is.  [default: here]",
)
"""Option of the folder of `Pulumi.STACK.yaml`."""
