"""Everything that the project pins is offered newer versions of, but what is pinned on purpose."""

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]


def _updates() -> dict[str, dict[str, Any]]:
    text = (ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8")
    return {each["package-ecosystem"]: each for each in yaml.safe_load(text)["updates"]}


def _folders(update: dict[str, Any]) -> set[str]:
    return set(update.get("directories", [update.get("directory")]))


def _with(name: str) -> set[str]:
    """Folders of the project's own files called `name`."""
    found = {
        path.parent
        for folder in ("connectors", "servers", "tools")
        for path in (ROOT / folder).rglob(name)
        if "node_modules" not in path.parts
    }
    return {f"/{path.relative_to(ROOT)}" for path in found}


def test_every_kind_of_dependency_is_looked_at_where_it_is_declared() -> None:
    updates = _updates()
    assert set(updates) == {"uv", "github-actions", "gomod", "maven", "npm"}
    assert _folders(updates["uv"]) == _folders(updates["github-actions"]) == {"/"}
    assert _folders(updates["gomod"]) == _with("go.mod") != set()
    assert _folders(updates["maven"]) == _with("pom.xml") != set()
    assert _folders(updates["npm"]) == _with("package.json") != set()


def test_updates_come_weekly_in_groups_and_a_week_old() -> None:
    updates = _updates().values()
    assert [each["schedule"]["interval"] for each in updates] == ["weekly"] * 5
    assert [each["cooldown"]["default-days"] for each in updates] == [7] * 5
    assert [len(each["groups"]) for each in updates] == [1] * 5


def test_what_must_fit_the_runtime_is_never_offered() -> None:
    updates = _updates()
    python = {
        each["dependency-name"] for each in updates["uv"]["ignore"] if "update-types" not in each
    }
    assert python == {"apache-flink", "onnxruntime", "setuptools"}
    assert updates["maven"]["ignore"] == [{"dependency-name": "org.apache.flink:*"}]
    assert updates["gomod"]["ignore"] == [{"dependency-name": "github.com/pulumi/pulumi/pkg/v3"}]
