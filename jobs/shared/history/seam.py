"""Where the live stream begins after a history.

    arrived   a   b   c | d   e   f        | source.live_from_ms: end of the history less an overlap
                        +--------->

A consumer of Kinesis that is restored without a state of its own reads its stream from the
beginning, wherever it was told to start (its release 4.3.0). What arrived before the seam is
left out here; what is in the history and arrived after it is a duplicate, and known as one.
"""

from pyflink.datastream import DataStream
from pyflink.table import Schema, StreamTableEnvironment

from jobs.shared.in_jvm import texts


def arrived_since(
    tables: StreamTableEnvironment, records: DataStream, name: str, from_ms: int | None
) -> DataStream:
    """The records of a stream of Kinesis that arrived there at `from_ms` or later.

    Args:
        tables: where the query runs.
        records: of a consumer, which gives them the time of their arrival.
        name: of the events.
        from_ms: milliseconds since 1970; None leaves nothing out.
    """
    if from_ms is None:
        return records
    schema = (
        Schema.new_builder()
        .column("f0", "STRING")
        .column_by_metadata("arrived_at", "TIMESTAMP_LTZ(3)", "rowtime")
        .build()
    )
    view = f"{name}_arrivals"
    tables.create_temporary_view(view, tables.from_data_stream(records, schema))
    later = tables.sql_query(
        f"SELECT f0 FROM {view} WHERE arrived_at >= TO_TIMESTAMP_LTZ({from_ms}, 3)"  # noqa: S608 - a number
    )
    return texts(tables, later)
