"""Where a model comes from: data, period, settings, code and libraries; enough to repeat it."""

import platform
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from models.fraud.training.export import library_versions
from models.fraud.training.settings import TrainSettings
from models.shared.training.period import Period


@dataclass(frozen=True, slots=True)
class Lineage:
    """As JSON in ``lineage.json``.

    Attributes:
        data_id: of the training table: hash of the input and of what the features depend on.
        period: of event time that was asked for, epoch ms.
        known_at_ms: no label reported later was seen.
        settings: of the training.
        parent: version of the same model that it follows, None for the first.
        code_version: of this project.
        git_commit: that the code was at, None where it is not a checkout.
        python: version of Python.
        trained_with: library versions by name.
    """

    data_id: str
    period: Period
    known_at_ms: int
    settings: TrainSettings
    parent: str | None
    code_version: str
    git_commit: str | None
    python: str
    trained_with: dict[str, str]


def lineage_of(
    data_id: str, period: Period, known_at_ms: int, settings: TrainSettings, parent: str | None
) -> Lineage:
    """The lineage of a model trained now by this code."""
    return Lineage(
        data_id=data_id,
        period=period,
        known_at_ms=known_at_ms,
        settings=settings,
        parent=parent,
        code_version=version("revstream"),
        git_commit=_git_commit(Path(__file__).parents[3]),
        python=platform.python_version(),
        trained_with=library_versions(),
    )


def _git_commit(folder: Path) -> str | None:
    """The commit checked out in `folder`, with ``-dirty`` where files differ from it."""
    if not (folder / ".git").exists():
        return None
    try:
        commit = _git(folder, "rev-parse", "HEAD")
        changed = _git(folder, "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.SubprocessError):
        return None
    return f"{commit}-dirty" if changed else commit


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    run = subprocess.run(  # noqa: S603 - a fixed command on the project's own folder
        command, capture_output=True, text=True, check=True, timeout=10
    )
    return run.stdout.strip()
