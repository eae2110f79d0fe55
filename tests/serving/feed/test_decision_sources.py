"""Where a job's settings say that decisions and labels are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from jobs.fraud.settings import FraudSettings, load_settings
from servers.kinesis import REGION, KinesisServer
from serving.fraud.decision_sources import dead_letter_source, decision_source, label_source
from tests.jobs.kinesis_io import put
from tests.serving.tail.written_results import WrittenResults


def _settings(**properties: str) -> FraudSettings:
    given = {name.replace("__", "."): value for name, value in properties.items()}
    return load_settings({}, {"source.uri": "file:none"} | given)


def test_a_folder_of_results_and_a_file_of_labels_are_followed(tmp_path: Path) -> None:
    settings = _settings(sink__uri=f"file:{tmp_path}", labels__uri=f"file:{tmp_path}/labels")
    job = WrittenResults(tmp_path)
    job.begin()
    job.write(b"decision")
    (tmp_path / "labels").write_bytes(b"label\n")
    decisions, labels = decision_source(settings, 10), label_source(settings)
    assert decisions is not None
    assert labels is not None
    assert (decisions.poll().records, labels.poll().records) == ([b"decision"], [b"label"])
    decisions.close()
    labels.close()


def test_of_results_that_are_there_about_as_many_are_read_as_are_kept(tmp_path: Path) -> None:
    job = WrittenResults(tmp_path)
    job.begin()
    for _ in range(5):
        job.write(b"d" * 2_000)
        job.checkpoint()
    decisions = decision_source(_settings(sink__uri=f"file:{tmp_path}"), 2)
    assert decisions is not None
    assert len(decisions.poll().records) == 2
    decisions.close()


@pytest.mark.slow
def test_streams_are_followed_from_some_minutes_ago(
    kinesis: KinesisServer, make_stream: Callable[[str, int], str]
) -> None:
    stream = make_stream("decided", 1)
    settings = _settings(
        source__uri="kinesis:payments",
        source__publisher="POLLING",
        sink__uri="kinesis",
        sink__decisions_stream=stream,
        labels__uri=f"kinesis:{stream}",
        aws__endpoint=kinesis.endpoint,
        aws__region=REGION,
    )
    put(kinesis, stream, [b"record"])
    for source in (decision_source(settings, 10), label_source(settings)):
        assert source is not None
        assert source.poll().records == [b"record"]
        source.close()


def test_what_goes_nowhere_is_not_followed() -> None:
    assert decision_source(_settings(sink__uri="none"), 10) is None
    assert label_source(_settings(sink__uri="none")) is None


def test_dead_letters_are_followed_beside_the_decisions(tmp_path: Path) -> None:
    letters = dead_letter_source(_settings(sink__uri=f"file:{tmp_path}"))
    assert letters is not None
    (tmp_path / "rejected.jsonl").write_bytes(b"letter\n")
    assert letters.poll().records == [b"letter"]
    letters.close()
