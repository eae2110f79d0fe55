"""The recommendation job.

events, items --JVM: key, time, watermark--> entry --> item --> neighbours --> own keys --> shopper
       rejected, duplicates, late <--side outputs--+                                            |
                                                                                                |
                lists     <---+                                                                 |
                features  <---+--JVM: one projection each---------------------------------------+
                store     <-- StoreStage <--JVM: short batches----------------------------------+
"""

from typing import Final

from pyflink.common import TypeInformation
from pyflink.datastream import DataStream, StreamExecutionEnvironment
from pyflink.table import StreamTableEnvironment

from features.recommendations.definitions import load_definitions
from jobs.recommendations.keyed_records import keyed_records
from jobs.recommendations.settings import RecommendationSettings
from jobs.recommendations.sources import event_records, item_records
from jobs.shared.in_jvm import keyed_by_first, texts
from jobs.shared.sinks import dead_letter_part_bytes, has_output, write
from jobs.shared.store_output import WRITER_BUCKETS, write_to_store
from jobs.shared.version import job_version
from udfs.recommendations import entry_stage, shopper_stage
from udfs.recommendations.entry_stage import EntrySettings, EntryStage
from udfs.recommendations.item_stage import ItemStage
from udfs.recommendations.middle_stage import MiddleStage
from udfs.recommendations.neighbour_stage import NeighbourStage
from udfs.recommendations.plan_loading import loader_of
from udfs.recommendations.recommender_loading import ListMakerLoader
from udfs.recommendations.shopper_stage import ShopperSettings, ShopperStage
from udfs.recommendations.stage import ShoppingStage, ShoppingStageSettings
from udfs.shared.keyed_stage import FORWARDED_TYPE

ENTRY_UID: Final = "shopper-sessions"
ITEM_UID: Final = "item-features"
NEIGHBOUR_UID: Final = "item-neighbours"
SHOPPER_UID: Final = "shopper-features-and-list"
"""Names and uids of the stages; Flink finds their state by them."""

_BESIDE_HOPS: Final = 2
"""Stages that are no hop of the plan: where events enter, and the neighbours of items."""


def build(
    env: StreamExecutionEnvironment,
    tables: StreamTableEnvironment,
    settings: RecommendationSettings,
) -> None:
    """Add the whole topology to `env`."""
    definitions = load_definitions(settings.features_definitions)
    events, items = event_records(env, settings), item_records(env, settings)
    keyed = keyed_records(tables, events, items, settings, definitions.fields)
    load_plan = loader_of(definitions, settings.limits)
    stage = ShoppingStageSettings(
        load_plan=load_plan,
        limits=settings.limits,
        cache_bytes=settings.stage_cache_bytes,
        one_core=settings.python_on_one_core,
    )
    entry = _staged(keyed, EntryStage(_entry(settings, stage)), FORWARDED_TYPE, ENTRY_UID)
    write(entry.get_side_output(entry_stage.REJECTED), "rejected", settings)
    write(entry.get_side_output(entry_stage.DUPLICATES), "duplicates", settings)
    write(entry.get_side_output(entry_stage.LATE), "late", settings)
    stream = _staged(entry, ItemStage(stage), FORWARDED_TYPE, ITEM_UID)
    stream = _apart(stream, settings)
    stream = _staged(stream, NeighbourStage(stage), FORWARDED_TYPE, NEIGHBOUR_UID)
    stream = _apart(stream, settings)
    hops = load_plan().plan.hops
    for place, hop in enumerate(hops[1:-1], start=1):
        uid = f"{hop.name}-features"
        stream = _staged(stream, MiddleStage(stage, place), FORWARDED_TYPE, uid)
        stream = _apart(stream, settings)
    made = _staged(
        stream, ShopperStage(_shopper(settings, stage)), shopper_stage.OUTPUT_TYPE, SHOPPER_UID
    )
    _write_results(tables, _apart(made, settings), settings)


def stages_of(settings: RecommendationSettings) -> int:
    """How many stages have slots of their own where each hop is to have some."""
    definitions = load_definitions(settings.features_definitions)
    return len(loader_of(definitions, settings.limits)().plan.hops) + _BESIDE_HOPS


def _staged(
    stream: DataStream, stage: ShoppingStage, output_type: TypeInformation, uid: str
) -> DataStream:
    """The output of a stage that is keyed by the first field of its input."""
    processed = keyed_by_first(stream).process(stage, output_type=output_type)
    return processed.name(uid).uid(uid)


def _apart(stage: DataStream, settings: RecommendationSettings) -> DataStream:
    """A stage, and what follows it, in slots of its own where each hop is to have some."""
    return stage.slot_sharing_group(stage.get_name()) if settings.job_slots == "per_hop" else stage


def _entry(settings: RecommendationSettings, stage: ShoppingStageSettings) -> EntrySettings:
    return EntrySettings(
        stage=stage,
        max_future_ms=settings.time_max_future_ms,
        dead_letter_part_bytes=dead_letter_part_bytes(settings),
        card_numbers=settings.accepts_card_numbers,
    )


def _shopper(settings: RecommendationSettings, stage: ShoppingStageSettings) -> ShopperSettings:
    return ShopperSettings(
        stage=stage,
        writer_buckets=WRITER_BUCKETS,
        with_updates=settings.has_store or has_output(settings, "features"),
        load_list_maker=ListMakerLoader(
            settings.lists_rules, settings.lists_ranker, settings.lists_experiment
        ),
        job_version=job_version(),
        candidates=settings.lists_candidates if settings.has_store else "none",
    )


def _write_results(
    tables: StreamTableEnvironment, made: DataStream, settings: RecommendationSettings
) -> None:
    tables.create_temporary_view("made", tables.from_data_stream(made))
    lists = tables.sql_query("SELECT list FROM made WHERE list IS NOT NULL")
    write(texts(tables, lists), "lists", settings)
    features = tables.sql_query(
        "SELECT feature FROM made CROSS JOIN UNNEST(features) AS each_of (feature)"
    )
    write(texts(tables, features), "features", settings)
    if settings.has_store:
        write_to_store(tables, made, settings, ("updates",))
