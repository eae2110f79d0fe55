"""Where payments come from: a stream of records as text whose characters are the record's bytes.

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

from jobs.fraud.settings import FraudSettings
from jobs.shared.aws import client_properties
from jobs.shared.locations import KinesisStream, LocalPath, flink_path
from udfs.shared.pace import Pace

BYTE_CHARSET: Final = "ISO-8859-1"
SOURCE_UID: Final = "payments-source"
LABELS_UID: Final = "labels-source"


def payment_records(env: StreamExecutionEnvironment, settings: FraudSettings) -> DataStream:
    """The records of the source in `settings`, undecoded."""
    if isinstance(settings.source_uri, LocalPath):
        return _from_file(env, settings, settings.source_uri.path)
    consumer = _kinesis_consumer(settings, settings.source_uri, settings.source_consumer_arn)
    return env.add_source(consumer, "payments").uid(SOURCE_UID)


def label_records(env: StreamExecutionEnvironment, settings: FraudSettings) -> DataStream | None:
    """The records of a stream of labels, undecoded; None where they have no stream of their own."""
    if not isinstance(settings.labels_uri, KinesisStream):
        return None
    consumer = _kinesis_consumer(settings, settings.labels_uri, settings.labels_consumer_arn)
    return env.add_source(consumer, "labels").uid(LABELS_UID)


def _from_file(env: StreamExecutionEnvironment, settings: FraudSettings, path: Path) -> DataStream:
    """Lines of a file in their order: one reader, and a format that does not split the file."""
    lines = StreamFormat.text_line_format(BYTE_CHARSET)
    source = FileSource.for_record_stream_format(lines, flink_path(path)).build()
    records = env.from_source(source, WatermarkStrategy.no_watermarks(), "payments")
    records = records.uid(SOURCE_UID).set_parallelism(1)
    if settings.source_rate_per_s is None:
        return records
    pace = Pace(settings.source_rate_per_s, settings.source_rate_after)
    paced = records.process(pace, output_type=Types.STRING())
    return paced.name("pace").uid("payments-pace").set_parallelism(1)


def _kinesis_consumer(
    settings: FraudSettings, stream: KinesisStream, consumer_arn: str | None
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
