"""Raw records to rows keyed by card, with event time and watermarks, all in the JVM.

payments --+
           +--> card, time, watermark --> (card, (bytes, time of reading, card, is it a label))
labels   --+

Labels move no watermark: they come days after their payments, and would only disturb it.
"""

from pyflink.common import Types
from pyflink.datastream import DataStream
from pyflink.table import Schema, StreamTableEnvironment, Table

from events.fraud.label import Label
from events.fraud.payment import EARLIEST_EVENT_TIME_MS, Payment
from events.fraud.payment_type import payment_type
from events.shared.own_fields import OwnField
from jobs.fraud.canonical_json import LABEL_PATTERN, known_fields, payment_pattern
from jobs.fraud.settings import FraudSettings
from jobs.shared.history.progress import add_history_progress, is_end_sql
from jobs.shared.history.seam import arrived_since
from jobs.shared.in_jvm import is_card_number_sql, sql_interval, sql_text
from jobs.shared.json_in_sql import BODY, OVERFLOWS, READ_AT_MS, guarded, json_fields
from jobs.shared.json_patterns import decimals_fit
from jobs.shared.locations import Inline


def _read(payment: type[Payment]) -> str:
    """The query for the known fields of each record, null where they cannot be read."""
    label_fields, payment_fields = (
        json_fields(known_fields(record)) for record in (Label, payment)
    )
    known = guarded(f"CASE WHEN is_label THEN {label_fields} ELSE {payment_fields} END")
    return f"""
    SELECT {BODY} AS body, {known} AS known, {READ_AT_MS} AS read_at_ms, is_label
    FROM records
"""  # noqa: S608 - constants, and names that are checked


def _checked(fields: tuple[OwnField, ...]) -> str:
    """The query for the key and the time of each record; no key where it is no payment or label."""
    return f"""
    SELECT
        body,
        CASE WHEN {OVERFLOWS} THEN ''
            WHEN is_label AND REGEXP(known, {sql_text(LABEL_PATTERN)})
                THEN JSON_VALUE(known, '$.card_id')
            WHEN NOT is_label AND REGEXP(known, {sql_text(payment_pattern(fields))})
                AND {decimals_fit(fields, "known")} THEN JSON_VALUE(known, '$.card_id')
            ELSE '' END AS card,
        TRY_CAST(JSON_VALUE(known, '$.event_time_ms') AS BIGINT) AS time_ms,
        read_at_ms,
        is_label
    FROM read_records
"""  # noqa: S608 - constants, and names that are checked


def keyed_records(
    tables: StreamTableEnvironment,
    payments: DataStream,
    labels: DataStream | None,
    settings: FraudSettings,
    fields: tuple[OwnField, ...] = (),
) -> DataStream:
    """Rows of (card, (bytes, time of reading, card, whether it is a label)), with event time.

    A record that is no payment or label goes to card '' and has time 0, which moves no watermark;
    so does the time of a payment that lies in the future, or of a card number where those are
    refused. `EntryStage` finds out what is wrong with it, and the JVM hands it no text but an id.

    Args:
        tables: where the queries run.
        payments: records.
        labels: records, None without a stream of their own.
        settings: of the job.
        fields: a payment's own.
    """
    tables.create_temporary_view("records", _records(tables, payments, labels, settings))
    # By way of streams: within one query the planner would inline a column, and parse the JSON
    # again wherever it is used.
    read = tables.from_data_stream(
        tables.to_data_stream(tables.sql_query(_read(payment_type(fields))))
    )
    tables.create_temporary_view("read_records", read)
    checked = tables.to_data_stream(tables.sql_query(_checked(fields)))
    timed = tables.from_data_stream(checked, _timed(settings))
    tables.create_temporary_view("timed_records", timed)
    query = "SELECT card, ROW(body, read_at_ms, card, is_label), event_time FROM timed_records"
    if settings.is_history:
        add_history_progress(tables, "timed_records")
        query += f" WHERE NOT ({is_end_sql('body')})"
    rows = tables.sql_query(query)
    record = Types.ROW(
        [Types.PRIMITIVE_ARRAY(Types.BYTE()), Types.LONG(), Types.STRING(), Types.BOOLEAN()]
    )
    return tables.to_append_stream(rows, Types.ROW([Types.STRING(), record, Types.INSTANT()]))


def _timed(settings: FraudSettings) -> Schema:
    """The columns of `_checked` with event time and watermark."""
    latest_ms = f"CAST(UNIX_TIMESTAMP() AS BIGINT) * 1000 + {settings.time_max_future_ms}"
    plausible = f"time_ms BETWEEN {EARLIEST_EVENT_TIME_MS} AND {latest_ms}"
    counts = f"card <> '' AND NOT is_label AND {plausible}"
    if not settings.accepts_card_numbers:
        counts += f" AND NOT {is_card_number_sql('card')}"
    # Less 1 ms, as Flink's own bounded out-of-orderness has it: time T itself may still come.
    bound = sql_interval(settings.time_out_of_orderness_ms + 1)
    return (
        Schema.new_builder()
        .column_by_expression(
            "event_time", f"TO_TIMESTAMP_LTZ(CASE WHEN {counts} THEN time_ms ELSE 0 END, 3)"
        )
        .watermark("event_time", f"event_time - {bound}")
        .build()
    )


def _records(
    tables: StreamTableEnvironment,
    payments: DataStream,
    labels: DataStream | None,
    settings: FraudSettings,
) -> Table:
    """The columns `record` and `is_label`."""
    since_ms = settings.arrivals_from_ms
    payments = arrived_since(tables, payments, "payment", since_ms)
    tables.create_temporary_view("payment_records", tables.from_data_stream(payments))
    if isinstance(settings.labels_uri, Inline):
        return tables.sql_query(
            "SELECT SUBSTRING(f0 FROM 2) AS record, SUBSTRING(f0 FROM 1 FOR 1) = 'L' AS is_label"
            " FROM payment_records"
        )
    only_payments = tables.sql_query("SELECT f0 AS record, FALSE AS is_label FROM payment_records")
    if labels is None:
        return only_payments
    labels = arrived_since(tables, labels, "label", since_ms)
    tables.create_temporary_view("label_records", tables.from_data_stream(labels))
    return only_payments.union_all(
        tables.sql_query("SELECT f0 AS record, TRUE AS is_label FROM label_records")
    )
