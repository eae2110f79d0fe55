"""The hooks call the project's own tools, as `make check` does, and fetch nothing."""

import shlex
from typing import Any

import pytest
import yaml

from tests.docs.guide import ROOT

CONFIG = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
HOOKS: list[dict[str, Any]] = [hook for repo in CONFIG["repos"] for hook in repo["hooks"]]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_no_hook_comes_from_elsewhere() -> None:
    assert {repo["repo"] for repo in CONFIG["repos"]} == {"local"}
    assert {hook["language"] for hook in HOOKS} == {"system"}


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_does_what_a_target_of_make_does(hook: dict[str, Any]) -> None:
    program, *arguments = shlex.split(hook["entry"])
    if program == "make":
        assert all(f"\n{target}: " in MAKEFILE for target in arguments)
        return
    assert (ROOT / program).is_file()
    # `make` checks the format that the hook sets right, and gives what is left out here itself.
    told = " ".join(word for word in arguments if word != "--force-exclude")
    recipe = MAKEFILE.replace("$(CATALOGUE)", "docs/feature-catalogue.md")
    assert f"$(BIN)/{program.rpartition('/')[2]} {told}" in recipe
