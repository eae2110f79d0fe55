"""`revstream experiment` checks a file, reports what was shown, tries another ranker."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from cli.experiment.command import command
from events.recommendations.shopper import shopper_key
from events.recommendations.showing import Showing
from events.shared.json_records import encode
from models.recommendations.evaluation.experiments.counterfactual import NoSupportError
from models.recommendations.evaluation.experiments.exposures import ExperimentLogError
from models.recommendations.experiments.experiment_file import ExperimentError
from tests.cli.experiment_shop import EXPERIMENT, ExperimentShop, rewritten


def experiment(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def test_a_check_says_what_the_arms_are(small_experiment: ExperimentShop) -> None:
    found = experiment("check", small_experiment.path("experiment.yaml"))
    assert found.exit_code == 0
    assert found.stdout.splitlines()[1:] == [
        "  rough    50.0 %  no ranker, rules of the job",
        "  ranked   50.0 %  ranker linear 1, rules of the job",
        "  of 60 % of the lists the first 2 places are in an order that is drawn",
    ]


def test_a_faulty_file_is_refused_with_line_field_and_value(tmp_path: Path) -> None:
    file = tmp_path / "e.yaml"
    file.write_text(EXPERIMENT.replace("share: 0.6", "share: 6"))
    with pytest.raises(ExperimentError, match=r"e\.yaml:6: explore: 'share' must be above 0, at"):
        experiment("check", str(file))


def test_a_report_says_arms_split_and_what_they_brought(small_experiment: ExperimentShop) -> None:
    shop = small_experiment
    found = experiment("report", *shop.files, "--experiment", shop.path("experiment.yaml"))
    assert found.exit_code == 0, found.output
    lines = found.stdout.splitlines()
    assert lines[0] == "experiment small"
    assert any(line.startswith("rough ") for line in lines)
    assert any(line.startswith("split: as the shares say (chi-square") for line in lines)
    assert any(line.startswith("conversion per exposed shopper") for line in lines)


def test_a_report_as_json_has_the_same_and_counts_every_list(
    small_experiment: ExperimentShop,
) -> None:
    found = json.loads(experiment("report", *small_experiment.files, "--json").stdout)
    assert [arm["name"] for arm in found["arms"]] == ["ranked", "rough"]
    assert sum(arm["lists"] for arm in found["arms"]) == len(small_experiment.lists)
    assert {*found["arms"][1]["lifts"]} == {"conversion", "revenue EUR"}


def test_a_split_by_another_salt_is_exit_code_1(
    small_experiment: ExperimentShop, tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(
        EXPERIMENT.replace("salt: spring", "salt: summer").replace("ranker: ranker", "ranker: none")
    )
    found = experiment("report", *small_experiment.files, "--experiment", str(other))
    assert found.exit_code == 1
    assert "WARNING: THE SPLIT IS BROKEN" in found.output


def test_lists_without_an_experiment_are_refused_by_report_and_replay(
    small_experiment: ExperimentShop, tmp_path: Path
) -> None:
    plain = rewritten(small_experiment, tmp_path / "plain.jsonl", exposure=None)
    files = ("--lists", str(plain), "--events", small_experiment.path("events.jsonl"))
    with pytest.raises(ExperimentLogError, match="none of an experiment, some expected"):
        experiment("report", *files)
    with pytest.raises(NoSupportError, match="they are deterministic, and say nothing of another"):
        experiment("replay", *files, "--ranker", "none")


def test_an_arm_that_no_list_is_of_is_refused_with_those_there_are(
    small_experiment: ExperimentShop,
) -> None:
    with pytest.raises(NoSupportError, match="an arm among ranked, rough expected, got 'no"):
        experiment("replay", *small_experiment.files, "--arm", "no such", "--ranker", "none")


def test_a_file_of_something_else_is_refused_with_its_line(
    small_experiment: ExperimentShop,
) -> None:
    events = small_experiment.path("events.jsonl")
    with pytest.raises(ValueError, match=r"events\.jsonl:1: .*; a recommendation list is expected"):
        experiment("report", "--lists", events, "--events", events)


def test_a_replay_estimates_another_ranker_from_all_lists(
    small_experiment: ExperimentShop,
) -> None:
    shop = small_experiment
    of = ("--items", shop.path("items.jsonl"), "--ranker", shop.path("ranker"))
    found = json.loads(experiment("replay", *shop.files, *of, "--json").stdout)
    assert found["unknown"] == found["other_items"] == 0
    assert found["lists"] + found["deterministic"] == len(shop.lists)
    clicks = found["estimates"]["clicks"]["by order"]
    assert clicks["propensities_fit"]
    assert clicks["effective"] > 100
    assert clicks["ips_interval"]["low"] < clicks["ips"] < clicks["ips_interval"]["high"]
    text = experiment("replay", *shop.files, *of).stdout
    assert f"{found['lists']:,} lists in another order of their explored places" in text
    assert "items clicked per list" in text


def test_for_the_ranker_of_its_arm_a_list_that_was_not_drawn_is_in_its_order(
    small_experiment: ExperimentShop,
) -> None:
    shop = small_experiment
    of = ("--items", shop.path("items.jsonl"), "--arm", "rough", "--ranker", "none", "--json")
    found = json.loads(experiment("replay", *shop.files, *of).stdout)
    assert found["same_items"] == found["lists"] > 50


def exposures_of(shop: ExperimentShop, target: Path, **changes: object) -> Path:
    """A file that says that every fourth list was shown, a minute after it was made."""
    showings = [
        Showing(
            exposure_id=f"x{at}",
            shown_at_ms=one.event_time_ms + 60_000,
            shopper=shopper_key(one.user_id, one.session_id),
            tenant="shop",
            basis="list",
            item_ids=tuple(item.item_id for item in one.items),
            list_id=one.list_id,
        )
        for at, one in enumerate(shop.lists[::4])
    ]
    lines = (encode(replace(one, **changes)) + b"\n" for one in showings)
    target.write_bytes(b"".join(lines))
    return target


def test_with_exposures_a_report_counts_what_was_shown(
    small_experiment: ExperimentShop, tmp_path: Path
) -> None:
    shop = small_experiment
    shown = exposures_of(shop, tmp_path / "shown.jsonl")
    found = json.loads(experiment("report", *shop.files, "--shown", str(shown), "--json").stdout)
    assert sum(arm["lists"] for arm in found["arms"]) == len(shop.lists[::4])
    everyone = json.loads(experiment("report", *shop.files, "--json").stdout)
    assert _exposed(found) < _exposed(everyone)


def _exposed(report: dict[str, Any]) -> int:
    return sum(int(arm["exposed"]) for arm in report["arms"])


def test_another_ranker_is_tried_on_lists_alone_that_were_shown_as_they_were_drawn(
    small_experiment: ExperimentShop, tmp_path: Path
) -> None:
    shop = small_experiment
    shown = exposures_of(shop, tmp_path / "shown.jsonl")
    other = ("--items", shop.path("items.jsonl"), "--ranker", "none", "--json")
    found = json.loads(experiment("replay", *shop.files, *other, "--shown", str(shown)).stdout)
    everything = json.loads(experiment("replay", *shop.files, *other).stdout)
    assert 0 < found["lists"] <= len(shop.lists[::4]) < everything["lists"]


@pytest.mark.parametrize("command", ["report", "replay"])
def test_exposures_of_other_lists_are_refused(
    small_experiment: ExperimentShop, tmp_path: Path, command: str
) -> None:
    shown = exposures_of(small_experiment, tmp_path / "shown.jsonl", list_id="other")
    more = ("--ranker", "none") if command == "replay" else ()
    with pytest.raises(ExperimentLogError, match="exposures: none is of any of the lists"):
        experiment(command, *small_experiment.files, *more, "--shown", str(shown))
