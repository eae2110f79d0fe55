"""The measurements of single pieces, each a program of its own: `python -m bench.NAME`."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bench.forms import ROOT
from bench.saturation import say

PIECES: Final[Mapping[str, Sequence[str]]] = {
    "feature_state": (),
    "replay_ratio": (),
    "rule_languages": (),
    "model_scoring": (),
    "record_sizes": (),
    "state_memory": (),
}
"""Arguments of each, by name."""

QUICK: Final[Mapping[str, Sequence[str]]] = {
    "replay_ratio": ("--rounds", "1"),
}
"""Those of a short run."""


def measure(wanted: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What each piece prints as JSON, by its name; one that fails here is left out."""
    found: dict[str, Any] = {}
    for name, arguments in wanted.items():
        say(name.replace("_", " "))
        command = [sys.executable, "-m", f"bench.{name}", "--json", *arguments]
        done = subprocess.run(  # noqa: S603 - this project's own programs
            command, check=False, capture_output=True, text=True, cwd=ROOT
        )
        if done.returncode:
            say(f"left out: {name}: {done.stderr.strip()[-500:]}")
            continue
        found[name] = json.loads(done.stdout)
    return found
