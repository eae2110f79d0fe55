"""The settings of the recommendation job, and what contradicts them."""

import pytest

from jobs.recommendations.settings import MARKS, load_settings
from jobs.shared.locations import Inline, LocalPath, Nowhere
from jobs.shared.properties import SettingsError

FILE = {"source.uri": "file:events.jsonl"}
STREAM = {"source.uri": "kinesis:events", "source.publisher": "POLLING", "aws.region": "eu-west-1"}


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (STREAM | {"items.uri": "inline"}, "items.uri: 'inline': only a file has items among its"),
        (STREAM | {"items.uri": "file:i.jsonl"}, "items must come from where events come from"),
        (FILE | {"items.uri": "kinesis:items"}, "items must come from where events come from"),
        (
            STREAM
            | {"source.publisher": "EFO", "source.consumer_arn": "arn", "items.uri": "kinesis:i"},
            "items.consumer_arn: missing, enhanced fan-out needs a consumer",
        ),
        (FILE | {"items.history": "inline"}, "items.history: there is no source.history"),
        (
            FILE | {"source.history": "file:h", "source.history_overlap_ms": "9000000000"},
            "source.history_overlap_ms: 9000000000: at most state.dedup_window_ms",
        ),
    ],
)
def test_what_does_not_go_together_is_a_fault(given: dict[str, str], fault: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings({}, given)
    (found,) = raised.value.faults
    assert fault in found


def test_lines_have_marks_where_items_are_inline() -> None:
    assert load_settings({}, FILE | {"items.uri": "inline"}).line_marks == MARKS
    assert load_settings({}, FILE | {"items.uri": "file:items.jsonl"}).line_marks is None


def test_the_job_that_reads_a_history_has_the_items_of_the_history() -> None:
    given = {"source.history": "file:months", "items.history": "inline", "items.uri": "none"}
    settings = load_settings({}, FILE | given)
    assert settings.for_history().items_uri == Inline()
    assert settings.for_live(0).items_uri == Nowhere()


def test_a_file_of_items_is_no_input_of_a_job_on_a_cluster() -> None:
    (fault,) = load_settings({}, FILE | {"items.uri": "file:i.jsonl"}).faults_on_a_cluster
    assert fault == (
        "items.uri: a file of items is merged into the source in a local run only, use inline"
    )
    inline = load_settings({}, FILE | {"items.uri": "inline"})
    assert inline.faults_on_a_cluster == []
    assert inline.inputs["source.uri"] == LocalPath(inline.source_uri.path)  # type: ignore[union-attr] # a file
