"""The settings of a history, what contradicts them, and the two jobs that follow from them."""

import pytest

from jobs.fraud.settings import load_settings
from jobs.shared.locations import Inline, LocalPath, Nowhere, S3Prefix
from jobs.shared.properties import SettingsError

GIVEN = {"source.uri": "file:live.jsonl", "source.history": "file:months", "sink.uri": "file:out"}


def _faults(**more: str) -> tuple[str, ...]:
    properties = {name.replace("__", "."): value for name, value in more.items()}
    with pytest.raises(SettingsError) as raised:
        load_settings({}, GIVEN | properties)
    return raised.value.faults


def test_an_overlap_that_the_dedup_window_does_not_cover_is_a_fault() -> None:
    (fault,) = _faults(source__history_overlap_ms="90000000")
    assert fault.startswith("source.history_overlap_ms: 90000000: at most state.dedup_window_ms")


def test_what_needs_a_history_is_a_fault_without_one() -> None:
    faults = _faults(
        source__history="none",
        job__phase="history",
        sink__history="file:x",
        labels__history="inline",
    )
    assert [fault.partition(":")[0] for fault in faults] == [
        "source.history",
        "sink.history",
        "labels.history",
    ]


def test_both_jobs_in_one_folder_are_a_fault() -> None:
    assert _faults(sink__history="file:out") == (
        "sink.history: another folder than that of sink.uri is expected",
    )


@pytest.mark.parametrize("given", ["kinesis:payments", "s3://bucket", "s3:bucket/x", "months"])
def test_a_history_is_a_file_or_a_prefix(given: str) -> None:
    assert _faults(source__history=given) == (
        f"source.history: {given!r}: file:PATH, s3://BUCKET/PREFIX or none is expected",
    )


def test_s3_is_read_on_a_cluster_and_there_in_a_job_of_its_own() -> None:
    (fault,) = _faults(source__history="s3://bucket/prefix/")
    assert fault.startswith("source.history: S3 is read on a cluster only")
    alone = {"source.history": "s3://bucket/prefix/", "job.phase": "history"}
    settings = load_settings({}, GIVEN | alone)
    assert settings.source_history == S3Prefix("s3://bucket/prefix/")
    assert settings.faults_on_a_cluster == []
    (fault,) = load_settings({}, GIVEN).faults_on_a_cluster
    assert fault.startswith("job.phase: a cluster reads the history and the source in two jobs")


def test_the_history_goes_nowhere_and_live_begins_at_its_end_less_the_overlap() -> None:
    more = {"store.url": "redis://s:1", "labels.history": "inline", "labels.uri": "file:labels"}
    settings = load_settings({}, GIVEN | more)
    history, live = settings.for_history(), settings.for_live(10_000_000)
    assert (history.sink_uri, history.store_url, history.labels_uri) == (
        Nowhere(),
        "none",
        Inline(),
    )
    assert (live.sink_uri, live.source_live_from_ms) == (settings.sink_uri, 10_000_000 - 3_600_000)
    assert isinstance(live.labels_uri, LocalPath)
    known = load_settings({}, GIVEN | {"source.live_from_ms": "7"})
    assert known.for_live(10_000_000).source_live_from_ms == 7
