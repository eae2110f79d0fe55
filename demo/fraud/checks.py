"""What must hold of the counts of a run."""

from demo.fraud.confirmed_frauds import FEATURE, counted_by_features, known_from_labels
from demo.fraud.data import DataSet
from demo.fraud.kept import Kept
from demo.fraud.measured import Measured
from demo.fraud.outputs import Outputs
from demo.shared.checks import Check
from events.fraud.decision import Decision
from features.fraud.catalogue import SHIPPED
from features.fraud.definitions import feature_meanings
from features.shared.definitions.model import Definitions


def checks(data: DataSet, outputs: Outputs, measured: Measured, kept: Kept) -> tuple[Check, ...]:
    """Every check of a run over `data`."""
    expected, decisions, store = data.expected, outputs.decisions, measured.store
    on_time = [decision for decision in decisions if not decision.late]
    held = {one for decision in on_time for one in kept.ids_of(decision)}
    names = " + ".join(f"{entity}s" for entity in kept.kinds)
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
        Check(f"hashes in the store = {names or 'none'}", store.keys, len(held)),
        Check("hashes that differ from the newest decision", store.differing, 0),
    ]
    # Two shards drift apart while they are read, and then more payments may be late.
    if measured.end_to_end_ms is None:
        late = len(decisions) - len(on_time)
        found.append(Check("late = late payments simulated", late, expected.late))
    if outputs.feature_updates is not None:
        expected_updates = updates_made(on_time, kept)
        what = (
            "feature updates = 2 a decision on time"
            if expected_updates == 2 * len(on_time)
            else "feature updates = one of each entity of a decision on time"
        )
        found.append(Check(what, outputs.feature_updates, expected_updates))
    if data.labels:
        found.append(Check("labels rejected", outputs.labels_rejected, 0))
        found += _fraud_checks(data, outputs, kept)
    return tuple(found)


def updates_made(on_time: list[Decision], kept: Kept) -> int:
    """Feature updates that decisions on time lead to: one of each entity that is kept."""
    return sum(len(kept.ids_of(decision)) for decision in on_time)


def _fraud_checks(data: DataSet, outputs: Outputs, kept: Kept) -> tuple[Check, ...]:
    """Of the feature that counts confirmed frauds, where it means what it does as shipped."""
    decisions = [decision for decision in outputs.decisions if not decision.late]
    same = _meaning(kept.definitions) == _meaning(SHIPPED)
    if not (same and decisions and FEATURE in decisions[0].features):
        return ()
    return (
        Check(
            "confirmed frauds counted by features = reported by then",
            counted_by_features(decisions),
            known_from_labels(decisions, data.labels, data.place),
        ),
    )


def _meaning(definitions: Definitions) -> str | None:
    return feature_meanings(definitions).get(FEATURE)
