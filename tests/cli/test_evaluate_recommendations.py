"""`revstream evaluate-recommendations`: one object or tables, or what it cannot take."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.evaluate.recommendations import command
from features.recommendations.definitions import DEFAULT, load_definitions
from features.recommendations.limits import RecommendationLimits
from features.recommendations.shopping_plan import shopping_plan
from models.recommendations.artifact import load_ranker
from models.recommendations.evaluation.baselines.catalogue import BASELINES
from models.recommendations.recommender import input_names
from tests.models.recommendations.evaluation.ring_of_items import queries_of, walks

QUICK = ("--lists", "100", "--trees", "20", "--resamples", "100", "--k", "3", "--threads", "1")


def write(path: Path, header: str, lines: Iterable[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in (header, *lines)))
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("task")
    sessions = enumerate(walks(200, seed=1))
    write(
        folder / "sessions.csv",
        "session_id,position,item_id",
        (f"{number},{at},{item}" for number, items in sessions for at, item in enumerate(items)),
    )
    write(
        folder / "queries.csv",
        "query_id,position,item_id,target_item_id",
        (
            f"{query.query_id},{at},{item},{query.target}"
            for query in queries_of(walks(30, seed=2))
            for at, item in enumerate(query.prefix)
        ),
    )
    return folder


def run(folder: Path, *more: str) -> Result:
    files = ["--train", str(folder / "sessions.csv"), "--test", str(folder / "queries.csv")]
    return CliRunner().invoke(command, [*files, *QUICK, *more])


@pytest.fixture(scope="module")
def found(folder: Path) -> dict[str, Any]:
    result = run(folder, "--json", "--save", str(folder / "ranker"))
    assert result.exit_code == 0, result.output
    object_: dict[str, Any] = json.loads(result.stdout)
    return object_


def test_the_object_has_the_figures_beside_those_of_each_baseline(found: dict[str, Any]) -> None:
    assert list(found)[:6] == ["HR@3", "MRR@3", "nDCG@3", "coverage", "queries", "seconds"]
    assert found["queries"] == len(queries_of(walks(30, seed=2)))
    assert list(found["baselines"]) == list(BASELINES)
    for baseline in found["baselines"].values():
        against = baseline["against"]["HR@3"]
        assert against["difference"] == pytest.approx(found["HR@3"] - baseline["HR@3"])
        low, high = against["difference_interval"]
        assert low <= against["difference"] <= high
    assert found["without"] == {}


def test_the_ranker_that_is_kept_can_be_loaded(found: dict[str, Any], folder: Path) -> None:
    assert found["trees"] > 0
    definitions = load_definitions(DEFAULT)
    plan = shopping_plan(definitions, RecommendationLimits().history)
    names = input_names(plan.item_names, plan.shopper_names)
    ranker = load_ranker(str(folder / "ranker"), names, definitions)
    assert ranker.artifact.manifest.training_data_id == "200 sessions"


def test_tables_for_people(folder: Path) -> None:
    result = run(folder, "--ablations")
    assert result.exit_code == 0, result.output
    for part in ("revstream", "vsknn", "Targets that each source brought", "all evidence"):
        assert part in result.output


@pytest.mark.parametrize(
    ("sessions", "queries", "said"),
    [
        (["1,0"], ["q,0,A,B"], "line 2"),
        (["1,0,A", "1,x,B"], ["q,0,A,B"], "position"),
        (["1,0,A", "1,1,B"], ["q,0,A"], "line 2"),
        ([], ["q,0,A,B"], "sessions.csv"),
        (["1,0,A"], ["q,0,A,B"], "no session has an item that could have been foreseen"),
    ],
)
def test_what_cannot_be_taken_is_said(
    tmp_path: Path, sessions: list[str], queries: list[str], said: str
) -> None:
    write(tmp_path / "sessions.csv", "session_id,position,item_id", sessions)
    write(tmp_path / "queries.csv", "query_id,position,item_id,target_item_id", queries)
    result = run(tmp_path)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "sessions.csv: No such file" in result.output
