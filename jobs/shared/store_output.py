"""Updates of the online store, gathered in the JVM and written in batches, off the job's own way.

rows with updates --JVM: short batches a bucket--> StoreStage
"""

from collections.abc import Sequence
from typing import Final

from pyflink.common import Types
from pyflink.datastream import DataStream
from pyflink.table import Schema, StreamTableEnvironment

from jobs.shared.in_jvm import keyed_by_first, set_planned_uid, sql_interval
from jobs.shared.settings import JobSettings
from jobs.shared.store_access import store_access
from udfs.shared.store_stage import StoreStage, StoreStageSettings

WRITER_BUCKETS: Final = 4
"""Groups that updates are batched in."""

_LINE_FEED: Final = "U&'\\000A'"


def write_to_store(
    tables: StreamTableEnvironment,
    rows_with_updates: DataStream,
    settings: JobSettings,
    updates: Sequence[str],
) -> None:
    """Write the updates of rows to the store.

    Args:
        tables: where the queries run.
        rows_with_updates: rows with `bucket`, `emitted_ms` and the columns of the updates.
        settings: of the job.
        updates: names of these columns: lines of updates, null where there are none.
    """
    timed = tables.from_data_stream(rows_with_updates, _batch_schema(settings))
    tables.create_temporary_view("timed_updates", timed)
    batches = tables.sql_query(f"""
        SELECT bucket, LISTAGG(updates, {_LINE_FEED}) AS updates
        FROM TABLE(TUMBLE(
            (SELECT bucket, CONCAT_WS({_LINE_FEED}, {", ".join(updates)}) AS updates, batch_time
             FROM timed_updates WHERE bucket IS NOT NULL),
            DESCRIPTOR(batch_time), {sql_interval(settings.store_batch_ms)}))
        GROUP BY window_start, window_end, bucket
    """)  # noqa: S608 - settings are numbers, names are checked
    rows = tables.to_append_stream(batches, Types.ROW([Types.STRING(), Types.STRING()]))
    # A bounded run's event time is counted in two steps, of which the second has the name global.
    planned = ("window-aggregate", "global-window-aggregate")
    set_planned_uid(rows, planned, "feature-batches")
    of_stage = StoreStageSettings(
        store_access(settings), settings.store_ttl_s, one_core=settings.python_on_one_core
    )
    stage = StoreStage(of_stage)
    stored = keyed_by_first(rows).process(stage, output_type=Types.STRING())
    stored.name("feature-store").uid("feature-store")


def _batch_schema(settings: JobSettings) -> Schema:
    """The rows with the time that batches of updates close by.

    A bounded run takes the time of emission, because processing-time windows do not fire at the
    end of input; an endless one the clock, so that the last batch before a pause is written too.
    """
    builder = Schema.new_builder()
    if settings.from_kinesis:
        return builder.column_by_expression("batch_time", "PROCTIME()").build()
    # The watermark stays behind: further rows are emitted within the same millisecond.
    return (
        builder.column_by_expression("batch_time", "TO_TIMESTAMP_LTZ(emitted_ms, 3)")
        .watermark("batch_time", f"batch_time - {sql_interval(10)}")
        .build()
    )
