"""Where events and labels come from and where results go, parsed once from a property.

    kinesis:STREAM -> KinesisStream       file:PATH -> LocalPath       inline -> Inline
    kinesis        -> OutputStreams       none      -> Nowhere        s3://... -> S3Prefix

`str` of a location is the text that it is parsed from.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FILE: Final = "file:"
_KINESIS: Final = "kinesis:"
_S3: Final = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[A-Za-z0-9/!_.*'()=+-]{0,900}")
_STREAM: Final = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_UNUSABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ESCAPED: Final = re.compile(r"%[0-9A-Fa-f]{2}")


@dataclass(frozen=True, slots=True)
class KinesisStream:
    """One stream of Kinesis, by its name."""

    name: str

    def __str__(self) -> str:
        """`kinesis:NAME`."""
        return f"{_KINESIS}{self.name}"


@dataclass(frozen=True, slots=True)
class OutputStreams:
    """The streams of Kinesis that the settings name, one an output."""

    def __str__(self) -> str:
        """`kinesis`."""
        return "kinesis"


@dataclass(frozen=True, slots=True)
class LocalPath:
    """A file or folder of this machine, or of one that every node of a cluster sees."""

    path: Path

    def __str__(self) -> str:
        """`file:PATH`."""
        return f"{_FILE}{self.path}"


@dataclass(frozen=True, slots=True)
class S3Prefix:
    """What lies in a bucket of S3 under a prefix, which is read as a folder."""

    uri: str

    def __str__(self) -> str:
        """`s3://BUCKET/PREFIX`."""
        return self.uri


@dataclass(frozen=True, slots=True)
class Inline:
    """In the source, whose lines say what they are."""

    def __str__(self) -> str:
        """`inline`."""
        return "inline"


@dataclass(frozen=True, slots=True)
class Nowhere:
    """From nowhere, or to nowhere."""

    def __str__(self) -> str:
        """`none`."""
        return "none"


Source = KinesisStream | LocalPath
LabelsSource = KinesisStream | LocalPath | Inline | Nowhere
Sink = OutputStreams | LocalPath | Nowhere
HistorySource = LocalPath | S3Prefix | Nowhere
HistoryLabels = LocalPath | Inline | Nowhere
HistorySink = LocalPath | Nowhere
Location = Source | LabelsSource | Sink | HistorySource


def source(text: str) -> Source:
    """Where payments come from.

    Raises:
        ValueError: `text` is neither `kinesis:STREAM` nor `file:PATH`.
    """
    if text.startswith(_KINESIS):
        return KinesisStream(stream_name(text[len(_KINESIS) :]))
    if text.startswith(_FILE):
        return LocalPath(_path(text))
    raise ValueError(f"{text!r}: kinesis:STREAM or file:PATH is expected")


def source_or_path(text: str) -> Source:
    """As `source`; a text with neither beginning is the path of a file.

    Raises:
        ValueError: a stream, or a path after `file:`, cannot have such a name.
    """
    return source(text) if text.startswith((_KINESIS, _FILE)) else LocalPath(Path(text))


def labels_source(text: str) -> LabelsSource:
    """Where labels come from.

    Raises:
        ValueError: `text` is none of the four forms.
    """
    if text in ("inline", "none"):
        return Inline() if text == "inline" else Nowhere()
    if text.startswith((_KINESIS, _FILE)):
        return source(text)
    raise ValueError(f"{text!r}: kinesis:STREAM, file:PATH, inline or none is expected")


def sink(text: str) -> Sink:
    """Where results go.

    Raises:
        ValueError: `text` is neither `kinesis`, `file:DIRECTORY` nor `none`.
    """
    if text in ("kinesis", "none"):
        return OutputStreams() if text == "kinesis" else Nowhere()
    if text.startswith(_FILE):
        return LocalPath(_path(text))
    more = "; sink.decisions_stream and the like name the streams" if "kinesis" in text else ""
    raise ValueError(f"{text!r}: kinesis, file:DIRECTORY or none is expected{more}")


def history_source(text: str) -> HistorySource:
    """Where the history before the live source lies.

    Raises:
        ValueError: `text` is none of the three forms.
    """
    if text == "none":
        return Nowhere()
    if text.startswith(_FILE):
        return LocalPath(_path(text))
    if _S3.fullmatch(text) is not None:
        return S3Prefix(text)
    raise ValueError(f"{text!r}: file:PATH, s3://BUCKET/PREFIX or none is expected")


def history_labels(text: str) -> HistoryLabels:
    """Where the labels of the history are.

    Raises:
        ValueError: `text` is none of the three forms.
    """
    if text in ("inline", "none"):
        return Inline() if text == "inline" else Nowhere()
    if text.startswith(_FILE):
        return LocalPath(_path(text))
    raise ValueError(f"{text!r}: file:PATH, inline or none is expected")


def history_sink(text: str) -> HistorySink:
    """Where the results of the history go.

    Raises:
        ValueError: `text` is neither `file:DIRECTORY` nor `none`.
    """
    if text == "none":
        return Nowhere()
    if text.startswith(_FILE):
        return LocalPath(_path(text))
    raise ValueError(f"{text!r}: file:DIRECTORY or none is expected")


def stream_name(text: str) -> str:
    """The name of a stream of Kinesis.

    Raises:
        ValueError: no stream can have it.
    """
    if _STREAM.fullmatch(text) is None:
        raise ValueError(
            f"{text!r}: the name of a stream is expected, of 1 to 128 letters, digits, _ . -"
        )
    return text


def flink_path(path: Path) -> str:
    """`path` as Flink's own `Path` takes it: every character as it is, nothing percent-encoded.

    `Path.as_uri` is for what reads a URL, such as the list of jars.
    """
    return f"{_FILE}{path.resolve()}"


def _path(text: str) -> Path:
    """The path in `file:PATH`, whose characters are taken as they are."""
    path = text[len(_FILE) :]
    if fault := _path_fault(path):
        raise ValueError(f"{text!r}: {fault}")
    # Two slashes at the start would stay, and be a machine's name to Flink.
    return Path("/" + path.lstrip("/")) if path.startswith("/") else Path(path)


def _path_fault(path: str) -> str | None:
    if not path.strip():
        return "file:PATH is expected, with a path"
    if _UNUSABLE.search(path):
        return "a path without line ends and other control characters is expected"
    if path != path.strip():
        return "a path without a space at its start or end is expected"
    if path.startswith("~"):
        return "the shell expands no ~ there; write the whole path, or ./~ for a file of that name"
    if path.startswith("//"):
        return _url_fault(path)
    return None


def _url_fault(path: str) -> str | None:
    """What is wrong with `file://...`, of which only `file:///PATH` names a file here."""
    if not path.startswith("///"):
        return "file:PATH or file:///PATH is expected, no machine's name"
    if _ESCAPED.search(path):
        return "write file:PATH with the characters as they are, nothing percent-encoded"
    return None
