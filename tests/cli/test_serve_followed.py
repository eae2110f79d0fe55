"""What a service says of the job that it stands beside, once it serves."""

from pathlib import Path

import pytest

from cli.serve.followed import told_of_the_job
from jobs.fraud.settings import load_settings


def _told(*, wants: bool = False, hands_on: bool = False, **places: Path) -> list[str]:
    named = {f"{name}.uri": f"file:{path}" for name, path in places.items()}
    settings = load_settings({}, {"source.uri": "file:none", **named})
    return list(
        told_of_the_job(
            settings, follows="sink" in places, wants_to_hand_on=wants, hands_on=hands_on
        )
    )


def test_a_folder_and_a_file_that_are_not_there_are_named(tmp_path: Path) -> None:
    folder, labels = tmp_path / "OTU", tmp_path / "lables.jsonl"
    said = _told(sink=folder, labels=labels)
    assert [one.partition(" is not there")[0] for one in said] == [
        f"warning: sink.uri: {folder}",
        f"warning: labels.uri: {labels}",
    ]
    labels.touch()
    folder.mkdir()
    assert _told(sink=folder, labels=labels) == []


@pytest.mark.parametrize(
    ("wants", "hands_on", "says"),
    [(True, False, True), (True, True, False), (False, False, False)],
)
def test_that_payments_do_not_go_on_is_said_where_they_are_wanted_to(
    tmp_path: Path, *, wants: bool, hands_on: bool, says: bool
) -> None:
    assert bool(_told(sink=tmp_path, wants=wants, hands_on=hands_on)) is says


def test_without_a_job_that_is_followed_nothing_is_said() -> None:
    assert _told(wants=True) == []
