"""The Pulumi program: `pulumi up` in the project's folder runs this."""

from pathlib import Path

from pulumi.runtime.config import CONFIG

from infra.bundle.manifest import read_bundle
from infra.stack_program import program
from infra.stack_values import read_stack_values

_ROOT = Path(__file__).parents[1]

program(read_stack_values(CONFIG.get()), read_bundle(_ROOT / "dist"))
