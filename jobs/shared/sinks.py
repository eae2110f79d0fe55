"""Where results go: Kinesis streams, files, or nowhere."""

from pathlib import Path
from typing import Final

from pyflink.common.serialization import Encoder, SimpleStringSchema
from pyflink.datastream import DataStream
from pyflink.datastream.connectors.file_system import FileSink, RollingPolicy
from pyflink.datastream.connectors.kinesis import KinesisStreamsSink, PartitionKeyGenerator

from jobs.shared.aws import client_properties
from jobs.shared.locations import LocalPath, Nowhere, OutputStreams, flink_path
from jobs.shared.result_folder import PARTS
from jobs.shared.settings import JobSettings

KINESIS_PART_BYTES: Final = 600_000
"""Original bytes in one dead letter: base64 makes them 800,000, below a record's 1 MiB."""

FILE_PART_BYTES: Final = 64 * 1024 * 1024

_MAX_TIME_IN_BUFFER_MS: Final = 20


def dead_letter_part_bytes(settings: JobSettings) -> int:
    """How many original bytes a dead letter may hold in the sink of `settings`."""
    to_kinesis = isinstance(settings.sink_uri, OutputStreams)
    return KINESIS_PART_BYTES if to_kinesis else FILE_PART_BYTES


def has_output(settings: JobSettings, output: str) -> bool:
    """Whether `output` goes anywhere."""
    if isinstance(settings.sink_uri, OutputStreams):
        return _stream(settings, output) is not None
    return not isinstance(settings.sink_uri, Nowhere)


def write(stream: DataStream, output: str, settings: JobSettings) -> None:
    """Write the JSON texts of `stream` as `output`, if it goes anywhere."""
    if not has_output(settings, output):
        return
    target = settings.sink_uri
    if isinstance(target, LocalPath):
        sink = _files(target.path, output)
    else:
        sink = _kinesis(settings, output)
    # A sink of files goes on in the folder of its state: that of the history is another one.
    uid = f"{output}-history-sink" if settings.is_history else f"{output}-sink"
    stream.sink_to(sink).name(output).uid(uid)


def _stream(settings: JobSettings, output: str) -> str | None:
    name = settings.output_streams.get(output, "none")
    return None if name == "none" else name


def _files(folder: Path, output: str) -> FileSink:
    parts = flink_path(folder / PARTS / output)
    sink = FileSink.for_row_format(parts, Encoder.simple_string_encoder())
    # By default a part is kept open for a minute, and what is in it lost if the job ends.
    return sink.with_rolling_policy(RollingPolicy.on_checkpoint_rolling_policy()).build()


def _kinesis(settings: JobSettings, output: str) -> KinesisStreamsSink:
    return (
        KinesisStreamsSink.builder()
        .set_kinesis_client_properties(client_properties(settings))
        .set_serialization_schema(SimpleStringSchema())
        # The Python API has a random key or one fixed key; a fixed key would be one shard.
        .set_partition_key_generator(PartitionKeyGenerator.random())
        .set_stream_name(str(_stream(settings, output)))
        # By default the sink gathers records for five seconds.
        .set_max_time_in_buffer_ms(_MAX_TIME_IN_BUFFER_MS)
        .set_fail_on_error(False)
        .build()
    )
