"""What must hold of the counts of a run."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from demo.recommendations.data import ShopData
from demo.recommendations.in_force import Moment
from demo.recommendations.measured import Measured
from demo.recommendations.outputs import Outputs
from demo.recommendations.store_census import Census, KindCensus
from demo.shared.checks import Check
from online_store.keys import LISTS


def checks(
    data: ShopData, outputs: Outputs, measured: Measured, *, shipped_rules: bool
) -> tuple[Check, ...]:
    """Every check of a run over `data`; by rules of one's own, lists may hold what they like."""
    found = [
        *_of_records(data, outputs),
        Check(
            "lists with an id of their own",
            len({one.list_id for one in outputs.lists}),
            outputs.counts.lists,
        ),
        *_of_the_store(measured.census),
        Check("measured lists that nobody could read in the store", measured.store_times.unseen, 0),
    ]
    if shipped_rules:
        unwanted = listed_in_vain(measured.moments)
        found.append(Check("listed items that their shopper had bought or hidden", unwanted, 0))
    return tuple(found)


def _of_records(data: ShopData, outputs: Outputs) -> Iterator[Check]:
    expected, counts = data.expected, outputs.counts
    yield Check(
        "accepted + late + duplicates + rejected = records in", counts.accounted, expected.records
    )
    yield Check(
        "accepted = events and links simulated that come in time",
        counts.accepted,
        expected.accepted,
    )
    yield Check("links followed = links simulated", counts.links, expected.links)
    yield Check("late = late events simulated", counts.late, expected.late)
    yield Check("duplicates = redeliveries simulated", counts.duplicates, expected.duplicates)
    yield Check(
        "rejected = malformed records and late links simulated",
        sum(counts.rejected.values()),
        expected.rejected,
    )
    in_catalogue = (counts.items_in or 0) - sum(counts.items_rejected.values())
    yield Check("records of the catalogue taken = simulated", in_catalogue, len(data.items))


def _of_the_store(census: Census) -> Iterator[Check]:
    lists, features = census[LISTS], features_together(census)
    yield Check("lists in the store = shoppers with a list", lists.found, lists.expected)
    yield Check("lists in the store other than the newest", lists.differing, 0)
    yield Check(
        "hashes of features = items, shoppers and their categories",
        features.found,
        features.expected,
    )
    yield Check("hashes other than the newest features", features.differing, 0)


def features_together(census: Census) -> KindCensus:
    """The hashes of features, of all entities."""
    kinds = [one for kind, one in census.items() if kind != LISTS]
    return KindCensus(
        sum(one.found for one in kinds),
        sum(one.expected for one in kinds),
        sum(one.differing for one in kinds),
    )


def listed_in_vain(moments: Iterable[Moment]) -> int:
    """Listed items that the same shopper had bought or hidden by then."""
    unwanted: dict[str, set[str]] = defaultdict(set)
    found = 0
    for moment in moments:
        of_shopper = unwanted[moment.shopper]
        if moment.event.event_type in {"purchase", "hide"}:
            of_shopper.add(moment.event.item_id)
        if moment.made is not None:
            found += sum(one.item_id in of_shopper for one in moment.made.items)
    return found
