"""What is done in the JVM, without a Python operator for it: keys, projections, intervals."""

from typing import Final

from pyflink.common import Types
from pyflink.datastream import DataStream, KeyedStream
from pyflink.java_gateway import get_gateway
from pyflink.table import DataTypes, StreamTableEnvironment, Table
from pyflink.table.types import _to_java_data_type

_LONGEST_CARD_NUMBER: Final = 19


def keyed_by_first(rows: DataStream) -> KeyedStream:
    """Rows keyed by field 0, a string; a keyed process function gets field 1.

    This is what `DataStream.key_by` builds once its own Python operator has made such rows.
    """
    selector = get_gateway().jvm.org.apache.flink.streaming.api.functions.python.KeyByKeySelector()
    key_type = Types.ROW([Types.STRING()]).get_java_type_info()
    return KeyedStream(rows._j_data_stream.keyBy(selector, key_type), None, rows)  # noqa: SLF001 - no Python API


def texts(tables: StreamTableEnvironment, table: Table) -> DataStream:
    """The one string column of `table` as a stream of strings."""
    string = _to_java_data_type(DataTypes.STRING().not_null())
    return DataStream(tables._j_tenv.toDataStream(table._j_table, string))  # noqa: SLF001 - no Python API


def set_planned_uid(rows: DataStream, planned: tuple[str, ...], uid: str) -> None:
    """Give the one operator before `rows` that the planner names from `planned` a uid that stays.

    The planner numbers its operators in the order of the plan (``26_window-aggregate``), so that
    every change of a query before it, or of a setting that leaves one out, renames an operator;
    Flink then finds the state of none.

    Raises:
        ValueError: there is not exactly one such operator.
    """
    before = rows._j_data_stream.getTransformation().getTransitivePredecessors()  # noqa: SLF001 - no Python API
    names = tuple(f"_{name}" for name in planned)
    found = [step for step in before if str(step.getUid()).endswith(names)]
    if len(found) != 1:
        raise ValueError(
            f"{' or '.join(planned)}: the plan has {len(found)} such operators, 1 is expected"
        )
    found[0].setUid(uid)


def sql_interval(duration_ms: int) -> str:
    """`duration_ms`, less than 100 days, as an interval of Flink SQL."""
    seconds, milliseconds = divmod(duration_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    clock = f"{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}"
    return f"INTERVAL '{days} {clock}' DAY TO SECOND(3)"


def sql_text(text: str) -> str:
    """`text` as a literal of Flink SQL."""
    return "'" + text.replace("'", "''") + "'"


def is_card_number_sql(card: str) -> str:
    """A condition of Flink SQL: the column `card` is a card number, as `card_numbers` has it."""
    padded = f"LPAD({card}, {_LONGEST_CARD_NUMBER}, '0')"
    total = " + ".join(
        _counted(f"CAST(SUBSTRING({padded} FROM {place} FOR 1) AS INT)", place)
        for place in range(1, _LONGEST_CARD_NUMBER + 1)
    )
    return f"CASE WHEN REGEXP({card}, '^[0-9]{{13,19}}$') THEN MOD({total}, 10) = 0 ELSE FALSE END"


def _counted(digit: str, place: int) -> str:
    """What a digit counts for; every second one from the right, twice its digits' sum."""
    doubled = (_LONGEST_CARD_NUMBER - place) % 2 == 1
    return f"(2 * {digit} - {digit} / 5 * 9)" if doubled else digit
