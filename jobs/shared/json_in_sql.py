"""A record's JSON in Flink SQL: its bytes, its known fields, and what Java's parser cannot take.

records (record: a text whose characters are bytes) --> body, known fields, time of reading
"""

from typing import Final

from events.shared.json_records import LONE_SURROGATE_ESCAPE, MAX_BRACKETS, MAX_RECORD_BYTES
from jobs.shared.in_jvm import sql_text
from jobs.shared.sources import BYTE_CHARSET

BODY: Final = f"ENCODE(record, '{BYTE_CHARSET}')"
"""The bytes of the column `record`."""

READ_AT_MS: Final = (
    "CAST(EXTRACT(EPOCH FROM CURRENT_ROW_TIMESTAMP()) AS BIGINT) * 1000"
    " + EXTRACT(MILLISECOND FROM CURRENT_ROW_TIMESTAMP())"
)
"""The time at which a record is read."""

OVERFLOWS: Final = (
    "POSITION('Infinity\"' IN known) > 0"
    """ AND REGEXP(known, ':"-?Infinity"')"""
    f""" AND NOT REGEXP(DECODE(body, '{BYTE_CHARSET}'), '"-?Infinity"')"""
)
"""Whether a number is too large: Java's parser makes the text "Infinity" of it."""

_JSON: Final = f"DECODE({BODY}, 'UTF-8')"
# Java reads what is no UTF-8 as another character, which is written in other bytes.
_NOT_UTF_8: Final = f"ENCODE({_JSON}, 'UTF-8') <> {BODY}"
_BRACKETS: Final = "CHAR_LENGTH(record) - CHAR_LENGTH(REPLACE(REPLACE(record, '[', ''), '{', ''))"
_HALF_A_PAIR: Final = (
    r"CASE WHEN POSITION('\u' IN record) = 0 THEN FALSE"
    f" ELSE REGEXP(record, {sql_text(LONE_SURROGATE_ESCAPE)}) END"
)


def json_fields(path: str) -> str:
    """The fields at `path` of an object whose field ``r`` is the record, as canonical JSON."""
    return f"""JSON_QUERY('{{"r":' || {_JSON} || '}}', {sql_text(path)})"""


def guarded(known: str) -> str:
    """`known`, an expression that parses the record, or null where it cannot be parsed.

    What is not UTF-8 is no JSON, whatever Java makes of it.
    Java's parser recurses at each bracket, with no limit but the end of its stack. It reads no
    further than the end of an object; what follows is one more element in an array.
    """
    return f"""
        CASE WHEN CHAR_LENGTH(record) > {MAX_RECORD_BYTES} THEN CAST(NULL AS STRING)
            WHEN {_BRACKETS} > {MAX_BRACKETS} THEN CAST(NULL AS STRING)
            WHEN {_HALF_A_PAIR} THEN CAST(NULL AS STRING)
            WHEN {_NOT_UTF_8} THEN CAST(NULL AS STRING)
            WHEN COALESCE(JSON_VALUE('[' || {_JSON} || ']', '$.length()'), '') <> '1'
                THEN CAST(NULL AS STRING)
            ELSE {known} END"""
