"""Labels in the job: risk features as in the replayer, dead letters for what is no label."""

import random
from base64 import b64decode
from collections import Counter
from pathlib import Path

import pytest

from events.fraud.label import Label, LabelKind, by_report
from events.fraud.payment import Payment
from events.shared.json_records import encode
from events.shared.time_units import DAY_MS, HOUR_MS
from features.fraud.catalogue import FEATURE_NAMES, FEATURES
from features.fraud.replayer import Replayer
from features.shared.label_queue import LabelQueue
from features.shared.limits import HistoryLimits
from tests.cluster.payments import payments, write
from tests.jobs.outputs import Outputs, run_on_file

pytestmark = pytest.mark.timeout(400)

MADE = payments(3_000, cards=40)
LIMITS = HistoryLimits(feedback_delay_ms=HOUR_MS)
KINDS: tuple[LabelKind, ...] = ("chargeback", "dispute_won", "analyst_fraud", "analyst_genuine")
FROM_LABELS = [feature.name for feature in FEATURES if "label" in feature.fields]


def labels_on(made: list[Payment], seed: int = 5) -> list[Label]:
    """Labels on a quarter of the payments, half of them revised, by reported time."""
    rng = random.Random(seed)
    labels = [
        Label(
            label_id=f"{payment.transaction_id}-{revision}",
            transaction_id=payment.transaction_id,
            card_id=payment.card_id,
            merchant_id=payment.merchant_id,
            kind=rng.choice(KINDS[::2] if revision == 0 else KINDS),
            event_time_ms=payment.event_time_ms,
            reported_time_ms=payment.event_time_ms + (revision + 1) * rng.randrange(6 * HOUR_MS),
        )
        for payment in rng.sample(made, len(made) // 4)
        for revision in range(rng.choice([1, 2]))
    ]
    return by_report(labels)


def mismatches(outputs: Outputs, labels: list[Label]) -> Counter[str]:
    replayer, queue = Replayer(LIMITS), LabelQueue(labels)
    found: Counter[str] = Counter()
    for payment in MADE:
        for label in queue.due(payment.event_time_ms):
            replayer.feed_label(label)
        expected = dict(zip(FEATURE_NAMES, replayer.feed(payment).values, strict=True))
        features = outputs.by_transaction[payment.transaction_id]["features"]
        found.update(name for name in FEATURE_NAMES if features[name] != expected[name])
    return found


def write_labels(labels: list[Label], path: Path, broken: bytes = b"") -> Path:
    path.write_bytes(broken + b"".join(encode(label) + b"\n" for label in labels))
    return path


def test_every_feature_from_labels_is_the_replayers(tmp_path: Path) -> None:
    labels = labels_on(MADE)
    source = write(MADE, tmp_path / "payments.jsonl")
    # Out of order: a file of labels is taken by the time they were reported.
    shuffled = random.Random(1).sample(labels, len(labels))
    known = write_labels(shuffled, tmp_path / "labels.jsonl", broken=b"no label\n{}\n")
    outputs = run_on_file(
        source,
        tmp_path / "out",
        labels__uri=f"file:{known}",
        time__feedback_delay_ms=str(LIMITS.feedback_delay_ms),
    )
    assert len(outputs.decisions) == len(MADE)
    assert mismatches(outputs, labels) == Counter()
    seen = {
        name: sum(bool(decision["features"][name]) for decision in outputs.decisions)
        for name in FROM_LABELS
    }
    assert min(seen.values()) > 0, seen
    assert {(r["record"], b64decode(r["raw_base64"])) for r in outputs.rejected} == {
        ("label", b"no label"),
        ("label", b"{}"),
    }


def test_a_label_on_a_payment_older_than_all_windows_is_a_dead_letter(tmp_path: Path) -> None:
    source = write(MADE[:50], tmp_path / "payments.jsonl")
    first = MADE[0]
    old = Label(
        label_id="old",
        transaction_id="gone",
        card_id=first.card_id,
        merchant_id=first.merchant_id,
        kind="chargeback",
        event_time_ms=first.event_time_ms - 40 * DAY_MS,
        reported_time_ms=MADE[20].event_time_ms,
    )
    labels = write_labels([old], tmp_path / "labels.jsonl")
    outputs = run_on_file(source, tmp_path / "out", labels__uri=f"file:{labels}")
    assert [(r["cause"], r["record"]) for r in outputs.rejected] == [("label_too_old", "label")]
    assert len(outputs.decisions) == 50
