"""What must hold of the counts of a run."""

from msgspec import Struct

from demo.confirmed_frauds import counted_by_features, known_from_labels
from demo.data import DataSet
from demo.measured import Measured
from demo.outputs import Outputs


class Check(Struct, frozen=True):
    """Something that must hold: what, and the two numbers that must be equal."""

    what: str
    found: int
    expected: int

    @property
    def holds(self) -> bool:
        """Whether it does."""
        return self.found == self.expected


def checks(data: DataSet, outputs: Outputs, measured: Measured) -> tuple[Check, ...]:
    """Every check of a run over `data`."""
    expected, decisions, store = data.expected, outputs.decisions, measured.store
    on_time = [decision for decision in decisions if not decision.late]
    entities = {decision.card_id for decision in on_time}, {one.merchant_id for one in on_time}
    rejected = outputs.rejected.total()
    found = [
        Check(
            "decided + rejected + duplicates = records in",
            len(decisions) + rejected + outputs.duplicates,
            expected.records,
        ),
        Check(
            "payments with exactly one decision",
            len({decision.transaction_id for decision in decisions}),
            expected.payments,
        ),
        Check("rejected = malformed records simulated", rejected, expected.malformed),
        Check("duplicates = redeliveries simulated", outputs.duplicates, expected.duplicates),
        Check("late copies = late decisions", outputs.late, len(decisions) - len(on_time)),
        Check("hashes in the store = cards + merchants", store.keys, sum(map(len, entities))),
        Check("hashes that differ from the newest decision", store.differing, 0),
    ]
    # Two shards drift apart while they are read, and then more payments may be late.
    if measured.end_to_end_ms is None:
        late = len(decisions) - len(on_time)
        found.append(Check("late = late payments simulated", late, expected.late))
    if outputs.feature_updates is not None:
        updates = outputs.feature_updates
        found.append(Check("feature updates = 2 a decision on time", updates, 2 * len(on_time)))
    if data.labels:
        found += _label_checks(data, outputs)
    return tuple(found)


def _label_checks(data: DataSet, outputs: Outputs) -> tuple[Check, ...]:
    decisions = outputs.decisions
    return (
        Check("labels rejected", outputs.labels_rejected, 0),
        Check(
            "confirmed frauds counted by features = reported by then",
            counted_by_features(decisions),
            known_from_labels(decisions, data.labels, data.place),
        ),
    )
