"""The operators that tell how far a history is read: counted in the JVM, shown by one of Python.

timed records --JVM: a second's count, newest time, is it over--> HistoryProgress --> gauges
"""

from pyflink.common import Types
from pyflink.table import StreamTableEnvironment

from events.shared.history_gauges import HISTORY_PROGRESS
from jobs.shared.history.source import END_OF_HISTORY
from jobs.shared.in_jvm import keyed_by_first, set_planned_uid, sql_text
from jobs.shared.sources import BYTE_CHARSET
from udfs.shared.history_progress import ROW_TYPE, HistoryProgress


def is_end_sql(body: str) -> str:
    """A condition of Flink SQL: the column `body`, of bytes, is the line of the end."""
    return f"DECODE({body}, '{BYTE_CHARSET}') = {sql_text(END_OF_HISTORY)}"


def add_history_progress(tables: StreamTableEnvironment, view: str) -> None:
    """Add the operators.

    Args:
        tables: where the queries run.
        view: with the columns `body`, `routing_key`, `time_ms`, and `event_time`, which is 0 for
            all but events that can be.
    """
    # One group, which the planner does not know to be one: the operator of a whole stream would
    # have a max parallelism of 1, and under an id that it shares with one of the live job.
    rows = tables.sql_query(f"""
        SELECT 'history', ROW(COUNT(*) - SUM(ends), MAX(newest_ms), MAX(ends))
        FROM TABLE(TUMBLE(
            (SELECT
                CASE WHEN {is_end_sql("body")}
                    THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS ends,
                CASE WHEN event_time > TO_TIMESTAMP_LTZ(0, 3)
                    THEN time_ms ELSE CAST(0 AS BIGINT) END AS newest_ms,
                CHAR_LENGTH(routing_key) < 0 AS never,
                PROCTIME() AS read_at
             FROM {view}),
            DESCRIPTOR(read_at), INTERVAL '1' SECOND))
        GROUP BY window_start, window_end, never
    """)  # noqa: S608 - constants
    keyed = tables.to_append_stream(rows, Types.ROW([Types.STRING(), ROW_TYPE]))
    set_planned_uid(keyed, ("window-aggregate", "global-window-aggregate"), "history-seconds")
    shown = keyed_by_first(keyed).process(HistoryProgress(), output_type=Types.STRING())
    shown.name(HISTORY_PROGRESS).uid(HISTORY_PROGRESS).set_parallelism(1)
