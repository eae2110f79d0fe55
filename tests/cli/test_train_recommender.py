"""`revstream train-recommender` and what compares, replays and measures what it made."""

import json
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from features.recommendations.definitions import DEFAULT, load_definitions
from models.recommendations.training.list_table import IDENTITY
from tests.cli.shop_training import SMALL, Trained, ran, trained

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    return trained(tmp_path_factory.mktemp("trained"))


def test_the_ranker_is_measured_on_lists_that_it_did_not_learn_from(made: Trained) -> None:
    result = json.loads(made.result.stdout)
    held_out, split = result["held_out"], result["lineage"]["split"]
    assert result["lists"] > 200
    assert held_out["lists"] > 150
    assert 0.5 < held_out["candidate_recall"] <= 1
    assert held_out["ranker"]["hit_rate"] <= held_out["candidate_recall"]
    table = pq.read_table(made.table / "rows.parquet")
    later = pc.greater_equal(table["event_time_ms"], split["held_out_ms"])
    assert table["held_out"].equals(later)
    learned = table.filter(pc.invert(later))
    assert pc.min(learned["event_time_ms"]).as_py() >= split["from_ms"]
    assert pc.max(learned["next_event_time_ms"]).as_py() < split["held_out_ms"]


def test_broken_lines_are_counted_by_cause(made: Trained) -> None:
    result = json.loads(made.result.stdout)
    assert sum(result["rejected"].values()) == len(made.shop.of_kind("malformed")) > 50
    assert result["items_rejected"] == {"malformed_json": 1, "missing_field": 1}


def test_the_folder_says_where_the_ranker_comes_from(made: Trained) -> None:
    lineage = json.loads((made.ranker / "lineage.json").read_text())
    manifest = json.loads((made.ranker / "manifest.json").read_text())
    assert lineage["definitions_sha256"] == load_definitions(DEFAULT).sha256
    assert lineage["data_id"] == manifest["training_data_id"]
    assert set(lineage["inputs"]) == {"events", "items"}
    assert lineage["settings"]["trees"] == 12
    assert {"item_views_1h", "near"} <= set(manifest["features"])
    assert "item_views_1h" in manifest["feature_meanings"]
    assert "HR@20" in manifest["metrics"]


def test_the_same_history_gives_the_same_bytes(made: Trained, tmp_path: Path) -> None:
    again = ran("train-recommender", *made.input, "--output", str(tmp_path / "again"), *SMALL)
    assert again.exit_code == 0, again.output
    files = sorted(path.name for path in made.ranker.iterdir())
    assert files == ["lineage.json", "manifest.json", "metrics.json", "model.onnx"]
    for name in files:
        assert (tmp_path / "again" / name).read_bytes() == (made.ranker / name).read_bytes()


def test_a_table_has_every_candidate_with_its_inputs_by_name(made: Trained) -> None:
    table = pq.read_table(made.table / "rows.parquet")
    said = json.loads((made.table / "table.json").read_text())
    assert table.num_rows == said["rows"]
    assert table.column_names == [*IDENTITY, *said["inputs"]]
    by_list = table.group_by("list_id").aggregate([("label", "sum"), ("label", "count")])
    assert len(by_list) == said["lists"] > 300
    assert set(by_list["label_sum"].to_pylist()) == {1}
    result = json.loads(made.result.stdout)
    learned = pc.count_distinct(table.filter(pc.invert(table["held_out"]))["list_id"]).as_py()
    assert learned == result["lists"]


def test_a_folder_that_is_there_is_not_overwritten(made: Trained) -> None:
    refused = ran("train-recommender", *made.input, "--output", str(made.ranker), *SMALL)
    assert "exists already, a new folder is expected" in str(refused.exception)
    assert (made.ranker / "model.onnx").exists()


@pytest.fixture(scope="module")
def replayed(made: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lists and features of the shop, by the ranker."""
    folder = tmp_path_factory.mktemp("replayed")
    places = ("--lists", f"{folder}/lists.jsonl", "--features", f"{folder}/features.jsonl")
    given = (*made.input, *places, "--set", f"lists.ranker={made.ranker}")
    result = ran("replay", "--system", "recommendations", *given, "--json")
    counts = json.loads(result.stdout)
    assert counts["lists"] == len((folder / "lists.jsonl").read_text().splitlines()) > 300
    assert counts["kinds"]["late"] > 0
    return folder


def parity(made: Trained, *more: str) -> tuple[int, dict[str, object]]:
    ranker = ("--set", f"lists.ranker={made.ranker}")
    result = ran("parity", "--system", "recommendations", *made.input, *more, *ranker, "--json")
    return result.exit_code, json.loads(result.stdout)


def test_lists_features_and_table_are_those_of_a_replay(made: Trained, replayed: Path) -> None:
    code, found = parity(
        made,
        "--lists", str(replayed / "lists.jsonl"),
        "--features", str(replayed / "features.jsonl"),
        "--table", str(made.table),
    )  # fmt: skip
    assert (code, found["holds"]) == (0, True)
    rows = [found[name]["rows"] for name in ("lists", "features", "table")]  # type: ignore[index] # of JSON
    assert min(rows) > 300


def test_a_list_that_is_other_by_one_score_is_named(
    made: Trained, replayed: Path, tmp_path: Path
) -> None:
    lines = (replayed / "lists.jsonl").read_text().splitlines()
    changed = json.loads(lines[100])
    changed["items"][3]["score"] += 0.25
    lines[100] = json.dumps(changed)
    (tmp_path / "lists.jsonl").write_text("\n".join([*lines[:200], *lines[201:]]))
    code, found = parity(made, "--lists", str(tmp_path / "lists.jsonl"))
    lists = msgspec.convert(found["lists"], dict)
    assert (code, found["holds"], lists["only_in_replay"]) == (1, False, 1)
    assert lists["mismatches"] == {"score": 1}
    assert lists["largest"]["score"] == pytest.approx(0.25)
    assert lists["examples"][0]["row"] == f"{changed['list_id']} place 4"
    assert lists["lone"] == [f"{json.loads(lines[200])['list_id']}: only in the replay"]


def test_a_table_that_is_other_by_one_input_is_named(made: Trained, tmp_path: Path) -> None:
    table = pq.read_table(made.table / "rows.parquet")
    values = table["near"].to_numpy().copy()
    values[7] += 1
    place = table.column_names.index("near")
    changed = table.set_column(place, table.schema.field("near"), pa.array(values))
    pq.write_table(changed, tmp_path / "rows.parquet")
    (tmp_path / "table.json").write_bytes((made.table / "table.json").read_bytes())
    code, found = parity(made, "--table", str(tmp_path))
    rows = msgspec.convert(found["table"], dict)
    assert (code, rows["mismatches"]) == (1, {"near": 1})
    assert table["item_id"][7].as_py() in rows["examples"][0]["row"]


def test_a_job_with_another_ranker_is_told_by_its_lists(made: Trained, replayed: Path) -> None:
    lists = ("--lists", str(replayed / "lists.jsonl"), "--set", "lists.ranker=none")
    result = ran("parity", "--system", "recommendations", *made.input, *lists)
    assert result.exit_code == 1
    assert "ranker of" in result.stdout


def test_a_history_is_predicted_by_the_ranker_and_said_if_it_was_learned_from(
    made: Trained,
) -> None:
    files = ("--replay", str(made.shop.events), "--items", str(made.shop.catalogue))
    given = ("--ranker", str(made.ranker), "--resamples", "100", "--json")
    early = json.loads(ran("evaluate-recommendations", *files, *given).stdout)
    assert early["learned_from_this"]
    assert early["predicted"] > 300
    assert set(early["baselines"]) == {"popularity", "repeats", "vsknn"}
    assert early["HR@20"] > early["baselines"]["popularity"]["HR@20"]
    late = ran("evaluate-recommendations", *files, *given, "--measure-from", "0.9")
    assert not json.loads(late.stdout)["learned_from_this"]


def test_a_replay_goes_with_no_tables(made: Trained) -> None:
    result = ran("evaluate-recommendations", "--replay", str(made.shop.events), "--save", "x")
    assert "neither --train, --test nor --save" in result.output
    assert "--train and --test, or --replay" in ran("evaluate-recommendations").output


@pytest.mark.parametrize(
    "command",
    [
        ("train-recommender", "--output", "ranker"),
        ("replay", "--system", "recommendations"),
    ],
)
def test_a_file_without_any_event_is_refused_with_what_its_lines_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clicks.csv").write_text("visit,sku\ns1,A\n")
    result = ran(*command, "--events", "clicks.csv")
    assert result.exit_code == 1
    assert "clicks.csv: at least one event expected, found none; 2 of 2 lines" in result.output
    assert not (tmp_path / "ranker").exists()


@pytest.mark.parametrize("option", ["--name", "--version"])
@pytest.mark.parametrize("value", ["", "../x", "A", "a\x1b[2J"])
def test_a_name_that_would_not_stand_in_a_list_is_refused(
    made: Trained, option: str, value: str
) -> None:
    files = ("--events", str(made.shop.events), "--output", "x")
    result = ran("train-recommender", *files, option, value)
    assert result.exit_code == 2
    assert "lower-case letters, digits, ., - and _ expected" in result.output


def test_a_folder_without_a_table_is_no_table_to_compare_with(
    made: Trained, tmp_path: Path
) -> None:
    files = ("--events", str(made.shop.events), "--table", str(tmp_path))
    result = ran("parity", "--system", "recommendations", *files)
    assert "no training table, table.json is not there" in str(result.exception)
