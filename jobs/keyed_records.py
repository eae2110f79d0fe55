"""Raw records to rows keyed by card, with event time and watermarks, all in the JVM.

payments --+
           +--> card, time, watermark --> (card, (bytes, time of reading, card, is it a label))
labels   --+

Labels move no watermark: they come days after their payments, and would only disturb it.
"""

from pyflink.common import Types
from pyflink.datastream import DataStream
from pyflink.table import Schema, StreamTableEnvironment, Table

from events.payment import EARLIEST_EVENT_TIME_MS
from jobs.in_jvm import sql_interval
from jobs.locations import Inline
from jobs.settings import FraudSettings
from jobs.sources import BYTE_CHARSET


def keyed_records(
    tables: StreamTableEnvironment,
    payments: DataStream,
    labels: DataStream | None,
    settings: FraudSettings,
) -> DataStream:
    """Rows of (card, (bytes, time of reading, card, whether it is a label)), with event time.

    A record without a readable card goes to card '', one without a plausible time
    gets time 0, which moves no watermark; `CardStage` finds out what is wrong with it.
    """
    body = f"ENCODE(record, '{BYTE_CHARSET}')"
    json = f"DECODE({body}, 'UTF-8')"
    tables.create_temporary_view("records", _records(tables, payments, labels, settings))
    parsed = tables.sql_query(f"""
        SELECT
            {body} AS body,
            COALESCE(JSON_VALUE({json}, '$.card_id'), '') AS card,
            CASE WHEN is_label THEN CAST(NULL AS BIGINT)
                ELSE TRY_CAST(JSON_VALUE({json}, '$.event_time_ms') AS BIGINT) END AS time_ms,
            CAST(EXTRACT(EPOCH FROM CURRENT_ROW_TIMESTAMP()) AS BIGINT) * 1000
                + EXTRACT(MILLISECOND FROM CURRENT_ROW_TIMESTAMP()) AS read_at_ms,
            is_label
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
        "SELECT card, ROW(body, read_at_ms, card, is_label), event_time FROM timed_records"
    )
    record = Types.ROW(
        [Types.PRIMITIVE_ARRAY(Types.BYTE()), Types.LONG(), Types.STRING(), Types.BOOLEAN()]
    )
    return tables.to_append_stream(rows, Types.ROW([Types.STRING(), record, Types.INSTANT()]))


def _records(
    tables: StreamTableEnvironment,
    payments: DataStream,
    labels: DataStream | None,
    settings: FraudSettings,
) -> Table:
    """The columns `record` and `is_label`."""
    tables.create_temporary_view("payment_records", tables.from_data_stream(payments))
    if isinstance(settings.labels_uri, Inline):
        return tables.sql_query(
            "SELECT SUBSTRING(f0 FROM 2) AS record, SUBSTRING(f0 FROM 1 FOR 1) = 'L' AS is_label"
            " FROM payment_records"
        )
    only_payments = tables.sql_query("SELECT f0 AS record, FALSE AS is_label FROM payment_records")
    if labels is None:
        return only_payments
    tables.create_temporary_view("label_records", tables.from_data_stream(labels))
    return only_payments.union_all(
        tables.sql_query("SELECT f0 AS record, TRUE AS is_label FROM label_records")
    )
