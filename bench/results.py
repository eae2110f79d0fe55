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


def kept(path: Path, *, quick: bool) -> dict[str, Any]:
    """What an earlier run on the same code left in the file; nothing of other code.

    Args:
        path: of the file.
        quick: whether the run to come is a short one.
    """
    if not path.exists():
        return {}
    found = read(path)
    same = found.get("quick") == quick and found.get("versions") == described()["versions"]
    return found if same else {}


def update(path: Path, parts: Mapping[str, Mapping[str, Any]], *, quick: bool) -> dict[str, Any]:
    """Write the parts of a run to the file, and return all of it.

    Args:
        path: of the file.
        parts: by name; one that is there already is added to.
        quick: whether the run was a short one.
    """
    before = kept(path, quick=quick)
    result = before | {"quick": quick, **described()}
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
