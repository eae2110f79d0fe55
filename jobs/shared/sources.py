"""Where events come from: a stream of records as text whose characters are the record's bytes.

ISO-8859-1 maps every byte to one character and back, so that a record that is not UTF-8 still
reaches the dead letters as it was.
"""

from pathlib import Path
from typing import Final

from pyflink.common import Types, WatermarkStrategy
from pyflink.common.serialization import SimpleStringSchema
from pyflink.datastream import DataStream, StreamExecutionEnvironment
from pyflink.datastream.connectors.file_system import FileSource, StreamFormat
from pyflink.datastream.connectors.kinesis import FlinkKinesisConsumer

from jobs.shared.aws import client_properties
from jobs.shared.history.source import history_records
from jobs.shared.locations import KinesisStream, LocalPath, flink_path
from jobs.shared.settings import JobSettings
from udfs.shared.pace import Pace

BYTE_CHARSET: Final = "ISO-8859-1"

PACE: Final = "pace"
"""Name of the operator that replays a file at a rate."""


def records(env: StreamExecutionEnvironment, settings: JobSettings, name: str) -> DataStream:
    """The records of the source in `settings`, undecoded; operators are named after `name`.

    Args:
        env: of the job.
        settings: say what is read.
        name: of the events.
    """
    if settings.is_history:
        return history_records(env, settings, name, BYTE_CHARSET)
    if isinstance(settings.source_uri, LocalPath):
        return _from_file(env, settings, settings.source_uri.path, name)
    return stream_records(env, settings, name, settings.source_uri, settings.source_consumer_arn)


def stream_records(
    env: StreamExecutionEnvironment,
    settings: JobSettings,
    name: str,
    stream: KinesisStream,
    consumer_arn: str | None,
) -> DataStream:
    """The records of a stream of Kinesis, undecoded.

    Args:
        env: of the job.
        settings: how streams are read.
        name: of the operator; its uid is ``NAME-source``.
        stream: to read.
        consumer_arn: of its consumer, for enhanced fan-out.
    """
    consumer = _kinesis_consumer(settings, stream, consumer_arn)
    return env.add_source(consumer, name).uid(_uid(name))


def _uid(name: str) -> str:
    return f"{name}-source"


def _from_file(
    env: StreamExecutionEnvironment, settings: JobSettings, path: Path, name: str
) -> DataStream:
    """Lines of a file in their order: one reader, and a format that does not split the file."""
    lines = StreamFormat.text_line_format(BYTE_CHARSET)
    source = FileSource.for_record_stream_format(lines, flink_path(path)).build()
    read = env.from_source(source, WatermarkStrategy.no_watermarks(), name)
    read = read.uid(_uid(name)).set_parallelism(1)
    if settings.source_rate_per_s is None:
        return read
    pace = Pace(
        settings.source_rate_per_s,
        settings.source_rate_after,
        settings.source_rate_rest_s,
        one_core=settings.python_on_one_core,
    )
    paced = read.process(pace, output_type=Types.STRING())
    return paced.name(PACE).uid(f"{name}-pace").set_parallelism(1)


def _kinesis_consumer(
    settings: JobSettings, stream: KinesisStream, consumer_arn: str | None
) -> FlinkKinesisConsumer:
    properties = client_properties(settings) | {
        "flink.stream.initpos": settings.source_initial_position,
        "flink.stream.recordpublisher": settings.source_publisher,
    }
    if settings.source_publisher == "EFO":
        # The infrastructure owns the consumer: registering it here would race with other tasks.
        properties["flink.stream.efo.registration"] = "NONE"
        properties[f"flink.stream.efo.consumerarn.{stream.name}"] = str(consumer_arn)
    else:
        properties["flink.shard.getrecords.intervalmillis"] = "200"
    return FlinkKinesisConsumer(stream.name, SimpleStringSchema(BYTE_CHARSET), properties)
