"""Raw payments and labels to rows keyed by card, with event time and watermarks, in the JVM."""

from pyflink.datastream import DataStream
from pyflink.table import StreamTableEnvironment

from events.fraud.label import Label
from events.fraud.payment_type import payment_type
from events.shared.own_fields import OwnField
from jobs.fraud.canonical_json import LABEL_PATTERN, known_fields, payment_pattern
from jobs.fraud.settings import FraudSettings
from jobs.shared.in_jvm import is_card_number_sql, sql_text
from jobs.shared.json_in_sql import json_fields
from jobs.shared.json_patterns import decimals_fit
from jobs.shared.keyed_rows import RecordSql, keyed_rows


def keyed_records(
    tables: StreamTableEnvironment,
    payments: DataStream,
    labels: DataStream | None,
    settings: FraudSettings,
    fields: tuple[OwnField, ...] = (),
) -> DataStream:
    """Rows of (card, (bytes, time of reading, card, whether it is a label)), with event time.

    Args:
        tables: where the queries run.
        payments: records.
        labels: records, None without a stream of their own.
        settings: of the job.
        fields: a payment's own.
    """
    sql = RecordSql(
        known=_known(fields),
        key=_card(fields),
        timeless="FALSE" if settings.accepts_card_numbers else is_card_number_sql("routing_key"),
        max_future_ms=settings.time_max_future_ms,
    )
    return keyed_rows(tables, payments, labels, settings, sql)


def _known(fields: tuple[OwnField, ...]) -> str:
    label, payment = (json_fields(known_fields(record)) for record in (Label, payment_type(fields)))
    return f"CASE WHEN is_fact THEN {label} ELSE {payment} END"


def _card(fields: tuple[OwnField, ...]) -> str:
    return f"""
        CASE WHEN is_fact AND REGEXP(known, {sql_text(LABEL_PATTERN)})
                THEN JSON_VALUE(known, '$.card_id')
            WHEN NOT is_fact AND REGEXP(known, {sql_text(payment_pattern(fields))})
                AND {decimals_fit(fields, "known")} THEN JSON_VALUE(known, '$.card_id')
            ELSE '' END"""
