"""Raw records to rows by their key, with event time and watermarks, all in the JVM.

events --+
         +--> key, time, watermark --> (key, (bytes, time of reading, key, is it a fact))
facts  --+

Facts, such as labels, move no watermark: they come days after or before what they are about, and
would only disturb it.
"""

from dataclasses import dataclass
from typing import Final

from pyflink.common import Types
from pyflink.datastream import DataStream
from pyflink.table import Schema, StreamTableEnvironment, Table

from events.shared.wire_types import EARLIEST_EVENT_TIME_MS
from jobs.shared.history.progress import add_history_progress, is_end_sql
from jobs.shared.history.seam import arrived_since
from jobs.shared.in_jvm import sql_interval, sql_text
from jobs.shared.json_in_sql import BODY, OVERFLOWS, READ_AT_MS, guarded
from jobs.shared.settings import JobSettings

TIMED_RECORDS: Final = "timed_records"
"""The view of all records with the columns `routing_key`, `time_ms`, `event_time`, `is_fact`."""


@dataclass(frozen=True, kw_only=True)
class RecordSql:
    """How a system's records are read: expressions of Flink SQL.

    Attributes:
        known: of the columns `record` and `is_fact`, the record's known fields as canonical JSON.
        key: of the columns `known` and `is_fact`, the key; an empty text where it is none of ours.
        timeless: of the column `routing_key`, a condition under which it moves no watermark.
        max_future_ms: how far an event's clock may run ahead.
    """

    known: str
    key: str
    timeless: str
    max_future_ms: int


def keyed_rows(
    tables: StreamTableEnvironment,
    events: DataStream,
    facts: DataStream | None,
    settings: JobSettings,
    sql: RecordSql,
) -> DataStream:
    """Rows of (key, (bytes, time of reading, key, whether it is a fact)), with event time.

    A record that is none of ours goes to key '' and has time 0, which moves no watermark; so does
    the time of an event that lies in the future, or of a card number where those are refused. The
    first stage finds out what is wrong with it, and the JVM hands it no text but an id.

    Args:
        tables: where the queries run.
        events: records.
        facts: records, None without a stream of their own.
        settings: of the job.
        sql: how the records are read.
    """
    tables.create_temporary_view("records", _records(tables, events, facts, settings))
    # By way of streams: within one query the planner would inline a column, and parse the JSON
    # again wherever it is used.
    read = tables.from_data_stream(tables.to_data_stream(tables.sql_query(_read(sql))))
    tables.create_temporary_view("read_records", read)
    checked = tables.to_data_stream(tables.sql_query(_checked(sql)))
    tables.create_temporary_view(
        TIMED_RECORDS,
        tables.from_data_stream(checked, _timed(sql, settings.time_out_of_orderness_ms)),
    )
    query = (
        "SELECT routing_key, ROW(body, read_at_ms, routing_key, is_fact), event_time"
        " FROM timed_records"
    )
    if settings.is_history:
        add_history_progress(tables, TIMED_RECORDS)
        query += f" WHERE NOT ({is_end_sql('body')})"
    record = Types.ROW(
        [Types.PRIMITIVE_ARRAY(Types.BYTE()), Types.LONG(), Types.STRING(), Types.BOOLEAN()]
    )
    row = Types.ROW([Types.STRING(), record, Types.INSTANT()])
    return tables.to_append_stream(tables.sql_query(query), row)


def _read(sql: RecordSql) -> str:
    """The query for the known fields of each record, null where they cannot be read."""
    return f"""
    SELECT {BODY} AS body, {guarded(sql.known)} AS known, {READ_AT_MS} AS read_at_ms, is_fact
    FROM records
"""  # noqa: S608 - constants, and names that are checked


def _checked(sql: RecordSql) -> str:
    """The query for the key and the time of each record; no key where it is none of ours."""
    return f"""
    SELECT
        body,
        CASE WHEN {OVERFLOWS} THEN '' ELSE {sql.key} END AS routing_key,
        TRY_CAST(JSON_VALUE(known, '$.event_time_ms') AS BIGINT) AS time_ms,
        read_at_ms,
        is_fact
    FROM read_records
"""  # noqa: S608 - constants, and names that are checked


def _timed(sql: RecordSql, out_of_orderness_ms: int) -> Schema:
    """The columns of `_checked` with event time and watermark."""
    latest_ms = f"CAST(UNIX_TIMESTAMP() AS BIGINT) * 1000 + {sql.max_future_ms}"
    plausible = f"time_ms BETWEEN {EARLIEST_EVENT_TIME_MS} AND {latest_ms}"
    counts = f"routing_key <> '' AND NOT is_fact AND {plausible} AND NOT {sql.timeless}"
    # Less 1 ms, as Flink's own bounded out-of-orderness has it: time T itself may still come.
    bound = sql_interval(out_of_orderness_ms + 1)
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
    events: DataStream,
    facts: DataStream | None,
    settings: JobSettings,
) -> Table:
    """The columns `record` and `is_fact`."""
    since_ms, marks = settings.arrivals_from_ms, settings.line_marks
    events = arrived_since(tables, events, "event", since_ms)
    tables.create_temporary_view("event_records", tables.from_data_stream(events))
    if marks is not None:
        return tables.sql_query(
            "SELECT SUBSTRING(f0 FROM 2) AS record,"  # noqa: S608 - a constant
            f" SUBSTRING(f0 FROM 1 FOR 1) = {sql_text(marks.fact)} AS is_fact"
            " FROM event_records"
        )
    only_events = tables.sql_query("SELECT f0 AS record, FALSE AS is_fact FROM event_records")
    if facts is None:
        return only_events
    facts = arrived_since(tables, facts, "fact", since_ms)
    tables.create_temporary_view("fact_records", tables.from_data_stream(facts))
    return only_events.union_all(
        tables.sql_query("SELECT f0 AS record, TRUE AS is_fact FROM fact_records")
    )
