"""Raw records to rows keyed by card, with event time and watermarks, all in the JVM."""

from pyflink.common import Types
from pyflink.datastream import DataStream
from pyflink.table import Schema, StreamTableEnvironment

from events.payment import EARLIEST_EVENT_TIME_MS
from jobs.in_jvm import sql_interval
from jobs.settings import FraudSettings
from jobs.sources import BYTE_CHARSET


def keyed_records(
    tables: StreamTableEnvironment, records: DataStream, settings: FraudSettings
) -> DataStream:
    """Rows of (card, (bytes, time of reading, card)), with event time and watermarks.

    All in the JVM. A record without a readable card goes to card '', one without a plausible time
    gets time 0, which moves no watermark; `CardStage` finds out what is wrong with it.
    """
    body = f"ENCODE(f0, '{BYTE_CHARSET}')"
    json = f"DECODE({body}, 'UTF-8')"
    tables.create_temporary_view("records", tables.from_data_stream(records))
    parsed = tables.sql_query(f"""
        SELECT
            {body} AS body,
            COALESCE(JSON_VALUE({json}, '$.card_id'), '') AS card,
            TRY_CAST(JSON_VALUE({json}, '$.event_time_ms') AS BIGINT) AS time_ms,
            CAST(EXTRACT(EPOCH FROM CURRENT_ROW_TIMESTAMP()) AS BIGINT) * 1000
                + EXTRACT(MILLISECOND FROM CURRENT_ROW_TIMESTAMP()) AS read_at_ms
        FROM records
    """)  # noqa: S608 - constants
    latest_ms = f"CAST(UNIX_TIMESTAMP() AS BIGINT) * 1000 + {settings.time_max_future_ms}"
    plausible = f"time_ms BETWEEN {EARLIEST_EVENT_TIME_MS} AND {latest_ms}"
    # Less 1 ms, as Flink's own bounded out-of-orderness has it: time T itself may still come.
    bound = sql_interval(settings.time_out_of_orderness_ms + 1)
    schema = (
        Schema.new_builder()
        .column_by_expression(
            "event_time", f"TO_TIMESTAMP_LTZ(CASE WHEN {plausible} THEN time_ms ELSE 0 END, 3)"
        )
        .watermark("event_time", f"event_time - {bound}")
        .build()
    )
    # By way of a stream: within one query the planner would inline `time_ms`, and parse the
    # JSON again wherever it is used.
    timed = tables.from_data_stream(tables.to_data_stream(parsed), schema)
    tables.create_temporary_view("timed_records", timed)
    rows = tables.sql_query(
        "SELECT card, ROW(body, read_at_ms, card), event_time FROM timed_records"
    )
    record = Types.ROW([Types.PRIMITIVE_ARRAY(Types.BYTE()), Types.LONG(), Types.STRING()])
    return tables.to_append_stream(rows, Types.ROW([Types.STRING(), record, Types.INSTANT()]))
