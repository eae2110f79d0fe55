"""The summary of a run: what went in, what became of it, how well and how fast."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from demo.recommendations.checks import checks
from demo.recommendations.data import ShopData
from demo.recommendations.measured import Measured
from demo.recommendations.outputs import Outputs
from demo.recommendations.quality import Quality, quality
from demo.recommendations.store_census import Census
from demo.shared.checks import Check
from demo.shared.latency import Latency, in_job_ms, latency, stage_medians_us
from events.recommendations.recommendation_list import RecommendationList


class StoredKind(Struct, frozen=True):
    """Hashes of one kind in the store, and those that are other than what was made last."""

    hashes: int
    differing: int


class Summary(Struct, frozen=True, kw_only=True):
    """The summary; ``summary.json`` has it field by field.

    events_in = accepted + late + duplicates + rejected; links are among the accepted.

    Attributes:
        events_in: records of the stream of events, faulty ones and links included.
        users: users that a list was made for.
        items: items in the catalogue.
        lists_written: lists that were made; one like that before is not made again.
        rejected: records that are no events and no links.
        late: events that came too late and changed nothing.
        duplicates: redeliveries, which changed nothing.
        event_to_store_ms: from the time that an event was due to the time that another client had
            read its list in the store, of `lists_measured` lists.
        throughput_per_s: events a second, flat out from a file.
        accepted: events and links that counted.
        links: links between two ids of a shopper that were followed.
        catalogue_records: of the catalogue.
        sessions: sessions without a user that a list was made for.
        lists_stored: lists that the store took; a batch writes the newest of a shopper only.
        in_job_ms: from record read to list emitted, of the lists of measured events.
        lists_measured: lists whose way to the store was measured, at `rate_per_s` records a second.
        stage_us: median microseconds by stage.
        rejected_by_cause: `rejected` by cause.
        listed_by_source: items in lists, by where they come from.
        store: what it holds at the end, by kind.
        ranker: the model that ordered the lists, NAME VERSION; None where none did.
        quality: how good the lists were.
        checks: what must hold of these numbers.
    """

    events_in: int
    users: int
    items: int
    lists_written: int
    rejected: int
    late: int
    duplicates: int
    event_to_store_ms: Latency
    throughput_per_s: float
    accepted: int
    links: int
    catalogue_records: int
    sessions: int
    lists_stored: int
    in_job_ms: Latency
    lists_measured: int
    rate_per_s: int
    stage_us: dict[str, float]
    rejected_by_cause: dict[str, int]
    listed_by_source: dict[str, int]
    store: dict[str, StoredKind]
    ranker: str | None
    quality: Quality
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Whether every check does."""
        return all(check.holds for check in self.checks)


def summarise(
    data: ShopData, outputs: Outputs, measured: Measured, *, shipped_rules: bool
) -> Summary:
    """The summary of a run over `data`.

    Raises:
        ValueError: if no latency was measured, or nothing came next that could have been listed.
    """
    counts = outputs.counts
    paced = [one.made for one in measured.paced if one.made is not None]
    times = measured.store_times.event_to_store_ms
    return Summary(
        events_in=data.expected.records,
        users=counts.users_listed or 0,
        items=len({item.item_id for item in data.items}),
        lists_written=counts.lists,
        rejected=sum(counts.rejected.values()),
        late=counts.late,
        duplicates=counts.duplicates,
        event_to_store_ms=latency(list(times.values())),
        throughput_per_s=measured.throughput_per_s,
        accepted=counts.accepted,
        links=counts.links,
        catalogue_records=counts.items_in or 0,
        sessions=counts.sessions_listed or 0,
        lists_stored=measured.lists_stored,
        in_job_ms=latency(in_job_ms(paced)),
        lists_measured=len(times),
        rate_per_s=measured.rate_per_s,
        stage_us=stage_medians_us(paced),
        rejected_by_cause=dict(Counter(counts.rejected).most_common()),
        listed_by_source=_sources(outputs.lists),
        store=_stored(measured.census),
        ranker=ranker_name(outputs.lists),
        quality=quality(measured.asked),
        checks=checks(data, outputs, measured, shipped_rules=shipped_rules),
    )


def ranker_name(lists: Iterable[RecommendationList]) -> str | None:
    """Name and version of the model that ordered the lists, as they say; None where none did."""
    names = {f"{one.ranker.name} {one.ranker.version}" for one in lists if one.ranker is not None}
    return ", ".join(sorted(names)) or None


def _sources(lists: Iterable[RecommendationList]) -> dict[str, int]:
    return dict(Counter(item.source for one in lists for item in one.items).most_common())


def _stored(census: Census) -> dict[str, StoredKind]:
    return {kind: StoredKind(one.found, one.differing) for kind, one in census.items()}
