"""The file of results: what one run measured, its parts by name.

::

    {"machine": .., "versions": .., "fraud": {"loop_per_s": .., ..}, "growth": .., "pipelines": ..}

A run of some parts leaves the others as an earlier run on the same code left them.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bench.forms import ROOT
from bench.this_machine import described

RESULTS: Final = ROOT / "out" / "bench" / "results.json"


def begun(path: Path, *, quick: bool) -> dict[str, Any]:
    """What a run begins with: on what it measures, and what an earlier one on this code measured.

    Args:
        path: of the file.
        quick: whether the run is a short one.
    """
    now = {"quick": quick, **described()}
    found = read(path) if path.exists() else {}
    same = found.get("quick") == quick and found.get("versions") == now["versions"]
    return found | now if same else now


def update(
    path: Path, before: Mapping[str, Any], parts: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Write what a run has measured so far, and return all of it.

    Args:
        path: of the file.
        before: what the run had before.
        parts: by name; one that is there already is added to.
    """
    result = dict(before)
    for name, figures in parts.items():
        result[name] = {**before.get(name, {}), **figures}
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.writing")
    beside.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    beside.replace(path)
    return result


def read(path: Path) -> dict[str, Any]:
    """The results of a file.

    Raises:
        ValueError: it is no JSON object.
    """
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path}: expected JSON: {error}") from error
    if not isinstance(result, dict):
        raise ValueError(f"{path}: expected a JSON object, found {type(result).__name__}")  # noqa: TRY004 - of the file
    return result
