"""The shopper: declared features, session, list, everything to be written.

event with its item and neighbours --> state of the shopper --> ListMaker --> one row:
    list or null | writer bucket | updates of the store, a line each | time of emission
leaders of a category              --> state of the shopper
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter_ns, time_ns
from typing import Final
from zlib import crc32

from pyflink.common import Row, Types
from pyflink.datastream import KeyedProcessFunction, RuntimeContext

from events.recommendations.ranked_candidate import OfWhom
from events.recommendations.recommendation_list import RecommendationList
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.feature_update import FeatureUpdate
from events.shared.feature_value import FeatureValue
from events.shared.json_records import encode
from features.recommendations.entity_updates import EntityUpdates
from features.recommendations.entries import shopper_event
from features.recommendations.session_view import ItemView
from features.recommendations.shopper import FORMAT, Shopper
from features.recommendations.shopping_plan import ShoppingPlan
from features.shared.plan.plan import Plan
from features.shared.state.key_state import KeyOutcome
from models.recommendations.experiments.list_maker import ListMaker, MadeList
from models.recommendations.list_record import list_id_of, list_record
from udfs.recommendations.candidate_updates import CandidateUpdates
from udfs.recommendations.messages import Entered, Led, Shown, to_shopper
from udfs.recommendations.stage import ShoppingStage, ShoppingStageSettings
from udfs.recommendations.store_updates import list_update
from udfs.shared.metrics import BatchedCounter, LatencyGauges, group
from udfs.shared.state_cache import StateMemory

OUTPUT_TYPE: Final = Types.ROW_NAMED(
    ["list", "features", "bucket", "updates", "emitted_ms"],
    [
        *(Types.STRING(), Types.OBJECT_ARRAY(Types.STRING())),
        *(Types.STRING(), Types.STRING(), Types.LONG()),
    ],
)
"""A list, feature updates, the bucket of what the store gets, that in lines, the time."""


@dataclass(frozen=True, kw_only=True)
class ShopperSettings:
    """What the shopper stage needs to know.

    Attributes:
        stage: as of every stage.
        writer_buckets: groups that updates are batched in.
        with_updates: whether feature updates go anywhere.
        load_list_maker: makes what makes lists, on the worker.
        candidates: whose candidates the store gets beside lists.
        job_version: version of the code.
    """

    stage: ShoppingStageSettings
    writer_buckets: int
    with_updates: bool
    load_list_maker: Callable[[ShoppingPlan], ListMaker]
    job_version: str
    candidates: OfWhom = "none"


class ShopperStage(ShoppingStage):
    """Input: what `to_shopper` decodes. Output: `OUTPUT_TYPE`."""

    def __init__(self, settings: ShopperSettings) -> None:
        super().__init__(settings.stage)
        self._settings = settings

    def open(self, runtime_context: RuntimeContext) -> None:
        """Load rules and ranker, make what does not pickle."""
        super().open(runtime_context)
        limits = self._limits
        self._decode = to_shopper(self._fields)
        self._list_maker = self._settings.load_list_maker(self._plan)
        self._features = self._hop_keys(len(self._plan.plan.hops) - 1)
        self._shoppers = self._keep(
            FORMAT.name, lambda log: Shopper.from_log(limits, log), StateMemory(1_500, 20_000)
        )
        self._updates = EntityUpdates(self._plan.plan)
        self._candidates = CandidateUpdates(
            self._settings.candidates,
            self._list_maker,
            self._plan,
            self._settings.job_version,
        )
        self._stages = _stages(self._plan.plan)
        metrics = group(runtime_context)
        self._accepted = BatchedCounter(metrics, "accepted")
        self._lists = BatchedCounter(metrics, "lists")
        self._unchanged = BatchedCounter(metrics, "lists_unchanged")
        self._in_job = LatencyGauges(metrics, "in_job_latency")
        self._last_emitted_ms = 0

    def close(self) -> None:
        """Publish what the counters still hold."""
        for counter in (self._accepted, self._lists, self._unchanged):
            counter.publish()

    def process_element(self, value: bytes, ctx: KeyedProcessFunction.Context) -> Iterator[Row]:
        """One message in, one row out where it comes to anything."""
        started_ns = perf_counter_ns()
        message, timers, key = self._decode(value), ctx.timer_service(), ctx.get_current_key()
        shopper = self._shoppers.get(key)
        if isinstance(message, Led):
            self._shoppers.append(key, shopper, shopper.tell(message.told), timers)
            told = [*self._candidates.of_category(message.told)]
            if told:
                yield self._row(key, told)
            return
        event, moved = message.entered.event, message.entered.moved
        watermark_ms = timers.current_watermark()
        outcome = self._features.observe(event, key, timers, watermark_ms, late=False)
        neighbours = message.neighbours
        view = None if neighbours is None else ItemView(message.card, neighbours)
        entry = shopper_event(event, view)
        shopper.take(entry)
        if moved:
            self._shoppers.append(key, shopper, FORMAT.write_entry(entry), timers)
            return
        self._accepted.count(time_ns() // 1_000_000)
        values = self._values(message, outcome)
        beside: list[FeatureUpdate] = []
        if view is not None:
            beside.extend(self._candidates.of_item(event, view.card, view.neighbours))
        made = self._made(shopper, event, values, beside)
        listed = 0 if made is None else made.digest
        self._shoppers.append(key, shopper, shopper.listed_as(entry, listed), timers)
        record = None if made is None else self._record(message.entered, made, started_ns)
        updates = self._updates.of(event, values) if self._settings.with_updates else ()
        yield self._row(key, beside, updates, record)

    def _values(self, shown: Shown[ShoppingEvent], outcome: KeyOutcome) -> tuple[FeatureValue, ...]:
        """The values of all features, in the order of the plan."""
        event, plan = shown.entered.event, self._plan.plan
        values = plan.assemble(event, *shown.values, outcome.values)
        incomplete = shown.incomplete + outcome.incomplete
        return plan.without(values, incomplete)[0] if incomplete else values

    def _made(
        self,
        shopper: Shopper,
        event: ShoppingEvent,
        values: tuple[FeatureValue, ...],
        beside: list[FeatureUpdate],
    ) -> MadeList | None:
        """The list for the shopper; None where there is none, or it is that which they have.

        Its candidates are added to `beside` in either case: what the shopper has hidden may be one
        of them and not of the list.
        """
        listing = shopper.listing(event, self._plan.shopper_values(values))
        if listing is None:
            return None
        made = self._list_maker.make(listing, str(event.shopper_id), list_id_of(event))
        beside.extend(self._candidates.of_shopper(str(event.shopper_id), event, listing, made))
        if made.digest == shopper.listed:
            self._unchanged.count(time_ns() // 1_000_000)
            return None
        return made

    def _record(
        self, entered: Entered[ShoppingEvent], made: MadeList, started_ns: int
    ) -> RecommendationList:
        event, now_ms = entered.event, time_ns() // 1_000_000
        in_job_us = max(0, now_ms - entered.read_at_ms) * 1000
        took_us = (perf_counter_ns() - started_ns) // 1000
        self._in_job.record(in_job_us, now_ms)
        self._lists.count(now_ms)
        stage_us = dict(zip(self._stages, (*entered.stage_us, took_us), strict=True))
        return list_record(
            event,
            made,
            definitions=self._plan.plan.definitions.sha256,
            stage_us={**stage_us, "in_job": in_job_us},
            job_version=self._settings.job_version,
        )

    def _row(
        self,
        key: str,
        beside: Sequence[FeatureUpdate],
        updates: Iterable[FeatureUpdate] = (),
        record: RecommendationList | None = None,
    ) -> Row:
        """All that goes out, see `OUTPUT_TYPE`; what is `beside` goes to the store alone."""
        # Never going back, so that the writer's batches, which close by this time, lose nothing.
        self._last_emitted_ms = max(self._last_emitted_ms, time_ns() // 1_000_000)
        features = [encode(update).decode() for update in updates]
        lines = [*features, *(encode(update).decode() for update in beside)]
        if record is not None:
            lines.append(encode(list_update(key, record)).decode())
        return Row(
            None if record is None else encode(record).decode(),
            features,
            str(crc32(key.encode()) % self._settings.writer_buckets) if lines else None,
            "\n".join(lines) or None,
            self._last_emitted_ms,
        )


def _stages(plan: Plan) -> tuple[str, ...]:
    """The names of the stages that an event passes, in their order."""
    middle = (f"{hop.name}_features" for hop in plan.hops[1:-1])
    return ("entry", "item", "neighbours", *middle, "shopper")
