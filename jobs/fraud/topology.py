"""The fraud job.

payments, labels --JVM: key, time, watermark--> first key --> further keys --> last key: decision
           rejected, duplicates <--side outputs---+                                |
                                                                                   |
                decisions <---+                                                    |
                late      <---+--JVM: one projection each--------------------------+
                features  <-- StoreStage <--JVM: short batches---------------------+
"""

from collections.abc import Sequence
from typing import Final

from pyflink.common import TypeInformation
from pyflink.datastream import DataStream, StreamExecutionEnvironment
from pyflink.table import StreamTableEnvironment

from features.shared.plan.plan import Plan
from jobs.fraud.decided_by import DecidedBy, decided_by
from jobs.fraud.keyed_records import keyed_records
from jobs.fraud.settings import FraudSettings
from jobs.fraud.sources import label_records, payment_records
from jobs.shared.in_jvm import keyed_by_first, texts
from jobs.shared.sinks import dead_letter_part_bytes, has_output, write
from jobs.shared.store_output import WRITER_BUCKETS, write_to_store
from udfs.fraud import decision_stage, entry_stage
from udfs.fraud.decision_stage import DecisionSettings, DecisionStage
from udfs.fraud.entry_stage import EntrySettings, EntryStage
from udfs.fraud.hop_stage import HopSettings, HopStage
from udfs.fraud.loading import PlanLoader
from udfs.fraud.middle_stage import MiddleStage
from udfs.shared.keyed_stage import FORWARDED_TYPE

CARD_UID: Final = "card-features"
DECISION_UID: Final = "merchant-features-and-decision"
"""Names and uids of the stages; Flink finds their state by them."""


def build(
    env: StreamExecutionEnvironment, tables: StreamTableEnvironment, settings: FraudSettings
) -> None:
    """Add the whole topology to `env`."""
    payments, labels = payment_records(env, settings), label_records(env, settings)
    by = decided_by(settings)
    load_plan, plan = by.load_plan, by.load_plan()
    keyed = keyed_records(tables, payments, labels, settings, by.definitions.fields)
    _, *middle, last = enumerate(plan.hops)
    stream = _staged(keyed, EntryStage(_entry(settings, load_plan)), FORWARDED_TYPE, CARD_UID)
    write(stream.get_side_output(entry_stage.REJECTED), "rejected", settings)
    write(stream.get_side_output(entry_stage.DUPLICATES), "duplicates", settings)
    for place, hop in middle:
        stage = MiddleStage(_hop(settings, load_plan, place))
        stream = _staged(stream, stage, FORWARDED_TYPE, f"{hop.name}-features")
        stream = _apart(stream, settings)
    stage = DecisionStage(_decision(settings, by, last[0]))
    row = decision_stage.output_type(plan, with_states=settings.mirrored_items > 0)
    decided = _apart(_staged(stream, stage, row, DECISION_UID), settings)
    _write_results(tables, decided, settings, plan)


def _staged(
    stream: DataStream, stage: HopStage, output_type: TypeInformation, uid: str
) -> DataStream:
    """The output of a stage that is keyed by the first field of its input."""
    processed = keyed_by_first(stream).process(stage, output_type=output_type)
    return processed.name(uid).uid(uid)


def _apart(stage: DataStream, settings: FraudSettings) -> DataStream:
    """A stage, and what follows it, in slots of its own where each hop is to have some."""
    return stage.slot_sharing_group(stage.get_name()) if settings.job_slots == "per_hop" else stage


def _hop(settings: FraudSettings, load_plan: PlanLoader, place: int) -> HopSettings:
    return HopSettings(
        load_plan=load_plan,
        place=place,
        limits=settings.limits,
        cache_bytes=settings.stage_cache_bytes,
        one_core=settings.python_on_one_core,
        mirrored_items=settings.mirrored_items,
    )


def _entry(settings: FraudSettings, load_plan: PlanLoader) -> EntrySettings:
    return EntrySettings(
        hop=_hop(settings, load_plan, 0),
        max_future_ms=settings.time_max_future_ms,
        dead_letter_part_bytes=dead_letter_part_bytes(settings),
        card_numbers=settings.accepts_card_numbers,
    )


def _decision(settings: FraudSettings, by: DecidedBy, place: int) -> DecisionSettings:
    return DecisionSettings(
        hop=_hop(settings, by.load_plan, place),
        writer_buckets=WRITER_BUCKETS,
        with_updates=settings.has_store or has_output(settings, "features"),
        load_decider=by.load_decider,
    )


def _write_results(
    tables: StreamTableEnvironment,
    decided: DataStream,
    settings: FraudSettings,
    plan: Plan,
) -> None:
    tables.create_temporary_view("decided", tables.from_data_stream(decided))
    decisions = tables.sql_query("SELECT decision FROM decided WHERE decision IS NOT NULL")
    write(texts(tables, decisions), "decisions", settings)
    late = tables.sql_query("SELECT late FROM decided WHERE late IS NOT NULL")
    write(texts(tables, late), "late", settings)
    updates = decision_stage.update_columns(plan)
    states = decision_stage.state_columns(plan) if settings.mirrored_items else []
    if updates:
        _write_features(tables, updates, settings)
    if settings.has_store and (updates or states):
        write_to_store(tables, decided, settings, [*updates, *states])


def _write_features(
    tables: StreamTableEnvironment, updates: Sequence[str], settings: FraudSettings
) -> None:
    each = (
        f"SELECT {name} FROM decided WHERE {name} IS NOT NULL"  # noqa: S608 - names are checked
        for name in updates
    )
    features = tables.sql_query(" UNION ALL ".join(each))
    write(texts(tables, features), "features", settings)
