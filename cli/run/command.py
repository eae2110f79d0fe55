"""`revstream run`: a job on this machine, in an embedded MiniCluster or in a cluster."""

import click

from cli.run.fraud import fraud
from cli.run.recommendations import recommendations


@click.group()
def command() -> None:
    """Run a job here, in a Flink that it brings."""


command.add_command(fraud)
command.add_command(recommendations)
