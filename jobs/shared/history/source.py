"""The source of a history: file after file in their order, then one line that says it is over.

    file 1 --> file 2 --> ... --> END_OF_HISTORY --> nothing, without an end

A source that ends would send the last of all watermarks, by which every key would expire before a
savepoint of it can be taken. So this one stays, silent, until its job is stopped.
"""

from typing import Final

from pyflink.common import Types, WatermarkStrategy
from pyflink.datastream import DataStream, StreamExecutionEnvironment
from pyflink.datastream.connectors import Source
from pyflink.datastream.connectors.file_system import FileSource, StreamFormat
from pyflink.datastream.connectors.hybrid_source import HybridSource
from pyflink.java_gateway import get_gateway

from jobs.shared.history.files import history_files
from jobs.shared.locations import Nowhere
from jobs.shared.settings import JobSettings

END_OF_HISTORY: Final = "<the history ends here>"
"""No record has it as its text: it is no JSON."""

_LINES: Final = 10_000
_PER_S: Final = 1e-8
"""Lines of the end: one at once, the next in three years, or at once after a restart."""


def history_records(
    env: StreamExecutionEnvironment,
    settings: JobSettings,
    name: str,
    charset: str,
) -> DataStream:
    """The lines of the history in `settings`, and then that of its end.

    Args:
        env: of the job.
        settings: say where the history lies.
        name: of the events; the operator is ``NAME-history``, its uid ``NAME-history-source``.
        charset: that the lines are read in.

    Raises:
        NoHistoryError: there are no files.
    """
    history = settings.source_history
    if isinstance(history, Nowhere):
        raise TypeError("source.history: none; a history is expected in job.phase history")
    marks = settings.line_marks
    end = END_OF_HISTORY if marks is None else marks.event + END_OF_HISTORY
    lines = StreamFormat.text_line_format(charset)
    files = [
        FileSource.for_record_stream_format(lines, path).build() for path in history_files(history)
    ]
    # One source a file: the source of several files gives them in no order.
    chain = HybridSource.builder(files[0])
    for file in files[1:]:
        chain = chain.add_source(file)
    chain = chain.add_source(_end(end))
    read = env.from_source(
        chain.build(), WatermarkStrategy.no_watermarks(), f"{name}-history", Types.STRING()
    )
    return read.uid(f"{name}-history-source").set_parallelism(1)


def _end(line: str) -> Source:
    """A source of `line` that does not end within years, or thousands of restarts."""
    jvm, text = get_gateway().jvm, Types.STRING().get_java_type_info()
    lines = jvm.java.util.Collections.nCopies(_LINES, line)
    flink = jvm.org.apache.flink
    generator = flink.connector.datagen.functions.FromElementsGeneratorFunction(
        text, flink.api.common.ExecutionConfig(), lines
    )
    pace = flink.api.connector.source.util.ratelimit.RateLimiterStrategy.perSecond(_PER_S)
    return Source(flink.connector.datagen.source.DataGeneratorSource(generator, _LINES, pace, text))
