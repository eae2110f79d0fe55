"""Files that travel in a bundle are found there by their names alone."""

from pathlib import Path

import pytest

from features.recommendations import definitions as definition_files
from features.recommendations.definitions import load_definitions, shipped_text
from features.recommendations.limits import RecommendationLimits
from features.shared.placed_file import in_code
from models.recommendations import artifact as artifacts
from models.recommendations.rules.reading import SHIPPED_RULES
from models.shared.artifact import save_artifact
from tests.models.recommendations.rankers import an_artifact
from udfs.recommendations import recommender_loading
from udfs.recommendations.plan_loading import loader_of
from udfs.recommendations.recommender_loading import RecommenderLoader

RULES = SHIPPED_RULES / "default.yaml"


def test_a_file_that_is_there_is_taken_before_one_in_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed = tmp_path / "code" / "own.yaml"
    placed.parent.mkdir()
    placed.touch()
    monkeypatch.chdir(tmp_path)
    assert in_code("own.yaml", placed.parent) == placed
    assert in_code("elsewhere/own.yaml", placed.parent) == Path("elsewhere/own.yaml")
    Path("own.yaml").touch()
    assert in_code("own.yaml", placed.parent) == Path("own.yaml")


def test_definitions_rules_and_ranker_are_found_by_their_names_beside_the_shipped_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own.yaml").write_text(shipped_text())
    (tmp_path / "own-rules.yaml").write_text(RULES.read_text())
    save_artifact(tmp_path / "own-v1", an_artifact(["item_views_24h"], [1.0]))
    monkeypatch.setattr(definition_files, "_FOLDER", tmp_path)
    monkeypatch.setattr(recommender_loading, "SHIPPED_RULES", tmp_path)
    monkeypatch.setattr(artifacts, "SHIPPED", tmp_path / "ranker-v1")
    found = load_definitions("own.yaml")
    assert found.path == str(tmp_path / "own.yaml")
    plan = loader_of(found, RecommendationLimits())()
    made = RecommenderLoader("own-rules.yaml", "own-v1")(plan)
    assert made.ranker_ref is not None
    assert (made.ranker_ref.name, made.ranker_ref.version) == ("linear", "1")
