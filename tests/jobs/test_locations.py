"""A location is parsed once, and what it is written from is what it is written as."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.shared.locations import (
    Inline,
    KinesisStream,
    LocalPath,
    Nowhere,
    OutputStreams,
    labels_source,
    sink,
    source,
)

_FILE_NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), min_size=1
)


@given(_FILE_NAMES)
def test_every_character_of_a_path_is_taken_as_it_is(name: str) -> None:
    path = f"folder/{name}/x"
    assert source(f"file:{path}") == LocalPath(Path(path))


@pytest.mark.parametrize(
    "text", ["kinesis:payments-dev", "file:payments.jsonl", "file:/a b/%20#?+[x].jsonl"]
)
def test_a_source_is_written_as_it_was_parsed(text: str) -> None:
    assert str(source(text)) == str(labels_source(text)) == text


def test_labels_may_be_inline_or_none_and_results_may_go_to_the_streams_or_nowhere() -> None:
    assert (labels_source("inline"), labels_source("none")) == (Inline(), Nowhere())
    assert (sink("kinesis"), sink("none")) == (OutputStreams(), Nowhere())
    assert source("kinesis:payments") == KinesisStream("payments")


def test_a_url_without_a_machine_is_a_path_of_this_one() -> None:
    assert sink("file:///data/OUT") == sink("file:/data/OUT") == LocalPath(Path("/data/OUT"))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("kinesis:decisions", "sink.decisions_stream and the like name the streams"),
        ("file", "kinesis, file:DIRECTORY or none is expected"),
        ("File:OUT", "kinesis, file:DIRECTORY or none is expected"),
        ("OUT", "kinesis, file:DIRECTORY or none is expected"),
        ("inline", "kinesis, file:DIRECTORY or none is expected"),
        ("file:", "with a path"),
        ("file:  ", "with a path"),
        ("file:OUT ", "without a space at its start or end"),
        ("file:~/OUT", "the shell expands no ~ there"),
        ("file://host/OUT", "no machine's name"),
        ("file:///my%20results", "nothing percent-encoded"),
        ("file:a\nb", "without line ends"),
        ("file:a\ud800", "without line ends"),
    ],
)
def test_a_sink_that_is_none_of_the_forms_is_refused_with_what_is_expected(
    text: str, fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        sink(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("kinesis", "kinesis:STREAM or file:PATH is expected"),
        ("kinesis:", "the name of a stream is expected"),
        ("kinesis:pay ments", "the name of a stream is expected"),
        ("none", "kinesis:STREAM or file:PATH is expected"),
        ("s3://bucket/payments.jsonl", "kinesis:STREAM or file:PATH is expected"),
    ],
)
def test_a_source_that_is_none_of_the_forms_is_refused_with_what_is_expected(
    text: str, fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        source(text)
